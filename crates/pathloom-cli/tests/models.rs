//! Endpoints, roles and keys from the command line, with a real server on this computer.

use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, sync_channel};

struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Said {
    fn lines(&self) -> Vec<Value> {
        let parsed = |line: &str| serde_json::from_str(line).unwrap_or_else(|problem| panic!("{problem}: {line}"));
        self.out.lines().map(parsed).collect()
    }
}

/// `home` holds the settings of this user; each argument is one of the array.
fn pathloom(home: &Path, arguments: &[&str], input: &str, variables: &[(&str, &str)]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pathloom"));
    command.args(arguments).current_dir(home).env("PATHLOOM_HOME", home.join("settings"));
    command.env_remove("PATHLOOM_PASSPHRASE").envs(variables.iter().copied());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command line starts");
    // A program that reads nothing may close its end first.
    let _ = child.stdin.take().expect("piped").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("it ends");
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Answers every chat completion; tells the head of each request.
fn server() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/v1", listener.local_addr().expect("an address"));
    let (tell, told) = sync_channel(64);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut reader = BufReader::new(stream);
            let (mut head, mut length) = (String::new(), 0);
            loop {
                let mut line = String::new();
                if reader.read_line(&mut line).unwrap_or(0) < 3 {
                    break;
                }
                if let Some(bytes) = line.to_lowercase().strip_prefix("content-length:") {
                    length = bytes.trim().parse().unwrap_or(0);
                }
                head.push_str(&line);
            }
            let mut body = vec![0; length];
            let _ = reader.read_exact(&mut body);
            let _ = tell.try_send(head);
            let reply = r#"{"choices":[{"message":{"role":"assistant","content":"ready\nand more"},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":3}}"#;
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                reply.len()
            );
            let stream = reader.get_mut();
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(reply.as_bytes()));
        }
    });
    (address, told)
}

fn everything_in(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").map_while(Result::ok) {
        let path = entry.path();
        if path.is_dir() { all.extend(everything_in(&path)) } else { all.extend(fs::read(&path).unwrap_or_default()) }
    }
    all
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

#[test]
fn an_endpoint_is_added_tested_given_roles_and_removed() {
    let place = tempfile::tempdir().expect("a folder");
    let (address, told) = server();
    let variables = [("LAB_KEY", "sk-in-the-environment-7f2c")];
    let run = |arguments: &[&str]| pathloom(place.path(), arguments, "", &variables);

    let added = run(&[
        "endpoint",
        "add",
        "Lab vLLM",
        "--kind",
        "openai",
        "--base-url",
        &address,
        "--model",
        "qwen3-32b",
        "--model",
        "llama-3.3-70b",
        "--key-env",
        "LAB_KEY",
        "--concurrency",
        "4",
        "--rpm",
        "60",
        "--tpm",
        "90000",
        "--timeout",
        "30",
        "--price-in",
        "0.22",
        "--price-out",
        "0.88",
        "--context",
        "32768",
    ]);
    assert_eq!(added.code, 0, "{}", added.err);
    let listed = run(&["endpoint", "list", "--json"]).lines();
    assert_eq!(listed.len(), 1, "one line an endpoint");
    assert_eq!(listed[0]["key"], "from LAB_KEY", "the variable is bound, not its value");
    assert_eq!(listed[0]["local"], true);
    assert_eq!(run(&["models", "list", "--json"]).lines().len(), 2, "one line a model");

    let tested = run(&["endpoint", "test", "Lab vLLM", "--json"]);
    assert_eq!(tested.code, 0, "{}", tested.err);
    let test = &tested.lines()[0];
    assert_eq!(test["first_line"], "ready", "the first line is shown");
    assert!(test["input"].as_u64() >= Some(12), "and the tokens that the server counted: {test}");
    let models = run(&["models", "list", "--json"]).lines();
    assert_eq!(models[0]["abilities"]["vision"], false, "what the test found is remembered");
    assert!(models[1]["abilities"].is_null(), "of the model that was tested");
    let head = told.recv().expect("the server was asked");
    assert!(head.contains("sk-in-the-environment-7f2c"), "the key goes to the server it is for");
    assert!(!tested.out.contains("sk-in-the") && !tested.err.contains("sk-in-the"), "and is not printed");
    let unset = pathloom(place.path(), &["endpoint", "test", "Lab vLLM"], "", &[]);
    assert_eq!(unset.code, 1, "without the variable there is no key");
    assert!(unset.err.contains("LAB_KEY"), "which is said by name: {}", unset.err);

    assert_eq!(run(&["init", "p"]).code, 0);
    let set = run(&["role", "set", "p", "judges", "Lab vLLM/qwen3-32b,Lab vLLM/llama-3.3-70b"]);
    assert_eq!(set.code, 0, "{}", set.err);
    assert_eq!(run(&["role", "set", "p", "generator", "Lab vLLM/qwen3-32b"]).code, 0);
    let roles = run(&["role", "list", "p", "--json"]);
    assert_eq!(roles.lines().len(), 8, "every role");
    let judges = roles.lines().into_iter().find(|role| role["role"] == "judges").expect("judges");
    assert_eq!(judges["models"].as_array().map(Vec::len), Some(2), "a panel of two");
    assert!(roles.err.contains("generator and judge"), "doubtful choices are said: {}", roles.err);
    assert_eq!(run(&["role", "set", "p", "generator", "built-in"]).code, 0);
    assert!(run(&["role", "list", "p"]).out.contains("generator: built-in engine"), "given back");

    for wrong in [
        &["role", "set", "p", "poet", "Lab vLLM/qwen3-32b"][..],
        &["role", "set", "p", "weak", "Nowhere/qwen3-32b"],
        &["role", "set", "p", "weak", "Lab vLLM/other"],
        &["endpoint", "add", "Lab vLLM", "--base-url", &address, "--model", "m"],
        &["endpoint", "add", "X", "--base-url", "https://me:pw@example.com", "--model", "m"],
        &["endpoint", "add", "X", "--base-url", &address, "--model", "m", "--key-env", "sk-this-is-the-key-itself"],
        &["endpoint", "remove", "Nowhere"],
    ] {
        let said = run(wrong);
        assert_eq!(said.code, 1, "{wrong:?} is refused");
        assert!(!said.err.is_empty() && !said.err.contains("sk-this"), "with a reason: {}", said.err);
    }
    assert_eq!(run(&["endpoint", "add", "X"]).code, 2, "what is missing is wrong use");

    assert_eq!(run(&["endpoint", "remove", "Lab vLLM"]).code, 0);
    assert!(run(&["role", "list", "p"]).err.contains("not configured"), "the project says what it misses");
    assert!(!holds(&everything_in(place.path()), "sk-in-the-environment"), "the key is in no file");
}

#[test]
fn a_key_is_kept_encrypted_and_never_shown() {
    let place = tempfile::tempdir().expect("a folder");
    let (address, told) = server();
    let add =
        ["endpoint", "add", "Lab", "--base-url", &address, "--model", "m", "--key-stdin", "--keep-key-in", "file"];
    let key = "sk-very-secret-0123456789-7f2c\n";
    let refused = pathloom(place.path(), &add, key, &[]);
    assert_eq!(refused.code, 1, "a file of keys needs a passphrase");
    let passphrase = [("PATHLOOM_PASSPHRASE", "four random good words")];
    let added = pathloom(place.path(), &add, key, &passphrase);
    assert_eq!(added.code, 0, "{}", added.err);

    let listed = pathloom(place.path(), &["endpoint", "list"], "", &passphrase);
    assert!(listed.out.contains("ends in 7f2c"), "the last four characters are shown: {}", listed.out);
    assert!(!holds(&everything_in(place.path()), "very-secret"), "the key is in no file in plain text");
    for said in [&refused, &added, &listed] {
        assert!(!said.out.contains("very-secret") && !said.err.contains("very-secret"), "nor printed");
    }
    let tested = pathloom(place.path(), &["endpoint", "test", "Lab"], "", &passphrase);
    assert_eq!(tested.code, 0, "{}", tested.err);
    assert!(told.recv().expect("asked").contains("sk-very-secret-0123456789-7f2c"), "it is sent where it is for");

    let moved = ["endpoint", "add", "Lab", "--base-url", "http://127.0.0.1:9/v1", "--model", "m", "--replace"];
    assert_eq!(pathloom(place.path(), &moved, "", &passphrase).code, 0);
    let elsewhere = pathloom(place.path(), &["endpoint", "test", "Lab"], "", &passphrase);
    assert_eq!(elsewhere.code, 1, "another origin does not get it");
    assert!(elsewhere.err.contains("Enter the key again"), "which is said: {}", elsewhere.err);
}
