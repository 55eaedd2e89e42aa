//! How fast the pool is: calls against a server of fixed latency in a process of its own, beside the ideal.
//!
//! `cargo run --release -p pathloom-llm --example throughput -- [CALLS] [CONCURRENCY] [LATENCY_MS] [BYTES_OF_PROMPT]`

#[path = "../tests/server/mod.rs"]
mod server;

use pathloom_llm::{Allowed, Call, CancellationToken, Message, Params, Pool, Target, Unheard};
use pathloom_model::{Endpoint, ModelRef};
use serde_json::json;
use server::{Act, Server, says};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |nth: usize, otherwise: u64| words.get(nth).and_then(|word| word.parse().ok()).unwrap_or(otherwise);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    if words.first().is_some_and(|word| word == "serve") {
        return runtime.block_on(serve(Duration::from_millis(number(1, 200))));
    }
    let (calls, concurrency, latency, bytes) = (number(0, 2000), number(1, 64), number(2, 200), number(3, 2000));
    let mut child =
        Command::new(std::env::current_exe()?).args(["serve", &latency.to_string()]).stdout(Stdio::piped()).spawn()?;
    let mut address = String::new();
    BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut address)?;
    let outcome = runtime.block_on(measure(address.trim(), calls, concurrency, latency, bytes));
    child.kill()?;
    outcome
}

async fn serve(latency: Duration) -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::start(move |_, _| Act::After(latency, Box::new(says("Four.")))).await;
    println!("{}", server.address);
    std::future::pending().await
}

async fn measure(
    address: &str,
    calls: u64,
    concurrency: u64,
    latency: u64,
    bytes: u64,
) -> Result<(), Box<dyn std::error::Error>> {
    let endpoint: Endpoint = serde_json::from_value(json!({
        "name": "Lab", "kind": "openai", "base_url": format!("http://{address}"),
        "models": [{ "name": "m" }], "limits": { "concurrency": concurrency }
    }))?;
    let pool = Arc::new(Pool::new(vec![Target { endpoint, key: None }], Arc::new(Unheard)));
    let models: Arc<[ModelRef]> = [ModelRef { endpoint: "Lab".into(), model: "m".into() }].into();
    let cancel = CancellationToken::new();
    let prompt = "word ".repeat(bytes as usize / 5);
    let before = processor();
    let started = Instant::now();
    let mut all = JoinSet::new();
    for nth in 0..calls {
        let (pool, models, cancel) = (Arc::clone(&pool), Arc::clone(&models), cancel.clone());
        let messages = vec![Message::user(format!("{nth}: {prompt}"))];
        all.spawn(async move {
            let call = Call { messages, schema: None, params: Params::default() };
            pool.complete(&models, &call, Allowed::Everything, &cancel).await
        });
    }
    let mut answered = 0u64;
    while let Some(outcome) = all.join_next().await {
        outcome??;
        answered += 1;
    }
    let wall = started.elapsed().as_secs_f64();
    let ideal = (calls.div_ceil(concurrency) * latency) as f64 / 1000.0;
    println!("{answered} calls, {concurrency} at once, {latency} ms each, prompts of {bytes} bytes");
    println!("wall   {wall:8.2} s   ideal {ideal:.2} s   {:+.1} %", (wall / ideal - 1.0) * 100.0);
    match (processor(), before) {
        (Some(after), Some(before)) => {
            println!("own processor time {:8.3} ms a call", (after - before) * 1000.0 / calls as f64);
        }
        _ => println!("own processor time not known on this system"),
    }
    match status_field("VmHWM:") {
        Some(kilobytes) => println!("peak memory {:8.1} MB", kilobytes as f64 / 1024.0),
        None => println!("peak memory not known on this system"),
    }
    Ok(())
}

/// Seconds of all threads, where the system tells (Linux).
fn processor() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let ticks: u64 = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    Some(ticks as f64 / 100.0)
}

fn status_field(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
}
