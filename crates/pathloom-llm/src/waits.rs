//! How long a server asks us to wait, from the headers of its refusal. The clock is the server's own where it tells it.

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use std::time::{Duration, SystemTime};

/// No wait is longer, whatever a server writes.
const LONGEST: Duration = Duration::from_secs(7 * 86400);

/// `retry-after-ms`, `retry-after` (seconds or a date); without them the larger of the `x-ratelimit-reset-*` and
/// `anthropic-ratelimit-*-reset` that are used up.
pub(crate) fn asked_for(headers: &HeaderMap) -> Option<Duration> {
    read(headers).map(|wait| wait.min(LONGEST))
}

fn read(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    if let Some(milliseconds) = text("retry-after-ms").and_then(|text| text.parse::<f64>().ok()) {
        return seconds(milliseconds / 1000.0);
    }
    if let Some(told) = text(RETRY_AFTER.as_str()) {
        return told
            .parse::<f64>()
            .ok()
            .and_then(seconds)
            .or_else(|| until(httpdate::parse_http_date(told).ok()?, headers));
    }
    let resets = ["requests", "tokens", "input-tokens", "output-tokens"].into_iter().filter_map(|what| {
        // Another limit may run for a day and be far from used up.
        let is_left =
            |name: String| text(&name).and_then(|left| left.parse::<f64>().ok()).is_some_and(|left| left > 0.0);
        let openai = || {
            let told = text(&format!("x-ratelimit-reset-{what}"))?;
            (what != "requests" || !is_left(format!("x-ratelimit-remaining-{what}"))).then(|| go_duration(told))?
        };
        let anthropic = || {
            let told = text(&format!("anthropic-ratelimit-{what}-reset"))?;
            (!is_left(format!("anthropic-ratelimit-{what}-remaining"))).then(|| until(rfc3339(told)?, headers))?
        };
        openai().or_else(anthropic)
    });
    resets.max()
}

/// "6m0s", "1.5s", "20ms", "1h2m3s"; a bare number counts as seconds.
fn go_duration(text: &str) -> Option<Duration> {
    if let Ok(number) = text.parse::<f64>() {
        return seconds(number);
    }
    let mut total = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let letters = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        total += number
            * match &rest[..letters] {
                "ms" => 0.001,
                "s" => 1.0,
                "m" => 60.0,
                "h" => 3600.0,
                "d" => 86400.0,
                "us" | "µs" => 0.000_001,
                "ns" => 0.0,
                _ => return None,
            };
        rest = &rest[letters..];
    }
    seconds(total)
}

/// "2026-11-23T13:25:37Z".
fn rfc3339(text: &str) -> Option<SystemTime> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if !text.ends_with('Z') && !text.ends_with("+00:00") || !(1..=12).contains(&month) || !(1970..=9999).contains(&year)
    {
        return None;
    }
    // Days since 1970 by counting years from March (H. Hinnant, "chrono-compatible low-level date algorithms").
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day;
    let days = days.checked_sub(719_469)?;
    Some(SystemTime::UNIX_EPOCH + Duration::from_secs(days * 86400 + hour * 3600 + minute * 60 + second))
}

fn until(then: SystemTime, headers: &HeaderMap) -> Option<Duration> {
    let told = headers.get(DATE).and_then(|value| httpdate::parse_http_date(value.to_str().ok()?).ok());
    #[expect(clippy::disallowed_methods, reason = "paces calls; nothing of it reaches output")]
    let now = told.unwrap_or_else(SystemTime::now);
    Some(then.duration_since(now).unwrap_or_default())
}

fn seconds(number: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(headers: &[(&'static str, &'static str)]) -> Option<f64> {
        let headers =
            headers.iter().map(|(name, text)| (name.parse().expect("a name"), text.parse().expect("a value")));
        asked_for(&headers.collect()).map(|wait| wait.as_secs_f64())
    }

    #[test]
    fn every_way_of_telling_a_wait_is_understood() {
        assert_eq!(wait(&[("retry-after", "7")]), Some(7.0));
        assert_eq!(wait(&[("retry-after-ms", "250"), ("retry-after", "1")]), Some(0.25), "the finer one counts");
        let date = "Mon, 23 Nov 2026 13:25:37 GMT";
        assert_eq!(wait(&[("date", date), ("retry-after", "Mon, 23 Nov 2026 13:25:49 GMT")]), Some(12.0));
        assert_eq!(wait(&[("date", date), ("retry-after", "Mon, 23 Nov 2026 13:00:00 GMT")]), Some(0.0), "past is now");
        assert_eq!(wait(&[("x-ratelimit-reset-requests", "6m0s"), ("x-ratelimit-reset-tokens", "20ms")]), Some(360.0));
        assert_eq!(
            wait(&[
                ("x-ratelimit-reset-requests", "23h59m"),
                ("x-ratelimit-remaining-requests", "900"),
                ("x-ratelimit-reset-tokens", "1m2.5s")
            ]),
            Some(62.5),
            "a daily limit that is not used up does not hold us"
        );
        assert_eq!(
            wait(&[
                ("date", date),
                ("anthropic-ratelimit-requests-reset", "2026-11-23T13:25:40Z"),
                ("anthropic-ratelimit-output-tokens-reset", "2026-11-23T13:26:37Z")
            ]),
            Some(60.0)
        );
        assert_eq!(wait(&[("retry-after", "99999999999999999")]), Some(604_800.0), "no clock overflows");
        for junk in ["", "soon", "-3", "1e400", "NaN", "9999-99-99T99:99:99Z"] {
            assert_eq!(
                wait(&[("x-ratelimit-reset-tokens", junk), ("retry-after", junk)]),
                None,
                "{junk} tells nothing"
            );
        }
    }
}
