//! Han and Roman numerals in Arabic figures.

pub const HAN_DIGITS: &str = "零一二三四五六七八九十百〇";

/// 十二 → "12", "IV" → "4"; anything else stays.
pub fn arabic(number: &str) -> String {
    if !number.is_empty() && number.chars().all(|c| HAN_DIGITS.contains(c)) {
        return han_value(number).to_string();
    }
    let roman = !number.is_empty() && number.chars().all(|c| "IVX".contains(c));
    if roman { roman_value(number).to_string() } else { number.to_owned() }
}

fn han_value(number: &str) -> u32 {
    let (mut sum, mut digit) = (0, 0);
    for c in number.chars() {
        match c {
            '百' => (sum, digit) = (sum + 100 * digit.max(1), 0),
            '十' => (sum, digit) = (sum + 10 * digit.max(1), 0),
            '零' | '〇' => digit = 0,
            other => digit = "一二三四五六七八九".chars().position(|it| it == other).map_or(0, |at| at as u32 + 1),
        }
    }
    sum + digit
}

fn roman_value(number: &str) -> u32 {
    let value = |c: char| match c {
        'I' => 1,
        'V' => 5,
        _ => 10,
    };
    let values: Vec<u32> = number.chars().map(value).collect();
    (0..values.len()).fold(0, |sum, at| {
        let smaller = values.get(at + 1).is_some_and(|next| *next > values[at]);
        if smaller { sum.wrapping_sub(values[at]) } else { sum.wrapping_add(values[at]) }
    })
}
