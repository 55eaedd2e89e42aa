//! Arithmetic as written in answers and steps: "(a - b) / b * 100", "1,984 − 1,750". Decimal throughout.
//! Knows + − × ÷, powers with whole exponents, brackets, and names of one or more letters; nothing else.

use pathloom_model::Decimal;

/// Value of an expression; `look_up` gives the value of a name. `None` when it does not parse, a name is
/// unknown, a divisor is zero or a result does not fit.
pub fn evaluate(text: &str, look_up: &dyn Fn(&str) -> Option<Decimal>) -> Option<Decimal> {
    let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    if chars.len() > 4_000 {
        return None;
    }
    let mut reader = Reader { chars: &chars, place: 0, depth: 0, look_up };
    let value = reader.sum()?;
    (reader.place == chars.len()).then_some(value)
}

struct Reader<'a> {
    chars: &'a [char],
    place: usize,
    depth: u8,
    look_up: &'a dyn Fn(&str) -> Option<Decimal>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.place).copied()
    }

    fn sum(&mut self) -> Option<Decimal> {
        let mut value = self.product()?;
        while let Some(sign) = self.peek().filter(|c| matches!(c, '+' | '-' | '−')) {
            self.place += 1;
            let right = self.product()?;
            value = if sign == '+' { value.checked_add(right)? } else { value.checked_sub(right)? };
        }
        Some(value)
    }

    fn product(&mut self) -> Option<Decimal> {
        let mut value = self.power()?;
        while let Some(sign) = self.peek().filter(|c| matches!(c, '*' | '×' | '·' | '/' | '÷')) {
            self.place += 1;
            let right = self.power()?;
            value = if matches!(sign, '/' | '÷') { value.checked_div(right)? } else { value.checked_mul(right)? };
        }
        Some(value)
    }

    fn power(&mut self) -> Option<Decimal> {
        let base = self.atom()?;
        if self.peek() != Some('^') {
            return Some(base);
        }
        self.place += 1;
        let exponent = self.atom()?;
        let whole: i32 = exponent.normalize().to_string().parse().ok().filter(|n: &i32| n.abs() <= 12)?;
        let mut value = Decimal::ONE;
        for _ in 0..whole.abs() {
            value = value.checked_mul(base)?;
        }
        if whole < 0 { Decimal::ONE.checked_div(value) } else { Some(value) }
    }

    fn atom(&mut self) -> Option<Decimal> {
        match self.peek()? {
            '(' => {
                self.place += 1;
                self.depth += 1;
                if self.depth > 40 {
                    return None;
                }
                let value = self.sum()?;
                self.depth -= 1;
                (self.peek()? == ')').then(|| self.place += 1)?;
                Some(value)
            }
            '-' | '−' => {
                self.place += 1;
                self.depth += 1;
                if self.depth > 40 {
                    return None;
                }
                let value = self.atom()?;
                self.depth -= 1;
                Some(-value)
            }
            c if c.is_ascii_digit() => self.number(),
            c if c.is_alphabetic() => self.name(),
            _ => None,
        }
    }

    fn number(&mut self) -> Option<Decimal> {
        let start = self.place;
        while self.peek().is_some_and(|c| c.is_ascii_digit() || c == '.' || c == ',') {
            self.place += 1;
        }
        let text: String = self.chars[start..self.place].iter().filter(|&&c| c != ',').collect();
        text.parse().ok()
    }

    fn name(&mut self) -> Option<Decimal> {
        let start = self.place;
        while self.peek().is_some_and(|c| c.is_alphanumeric() || c == '_') {
            self.place += 1;
        }
        let name: String = self.chars[start..self.place].iter().collect();
        (self.look_up)(&name)
    }
}

/// Every "… = number" in a sentence: the expression before the sign, its value, and the number after it with its digits.
pub fn equations(sentence: &str) -> Vec<Equation> {
    let chars: Vec<char> = sentence.chars().collect();
    let mathematical = |c: char| c.is_ascii_digit() || " .,+-−×÷*/()^".contains(c);
    let mut found = Vec::new();
    for (place, _) in chars.iter().enumerate().filter(|(_, c)| **c == '=') {
        let mut start = place;
        while start > 0 && mathematical(chars[start - 1]) {
            start -= 1;
        }
        let left: String = chars[start..place].iter().collect();
        let left = left.trim().trim_start_matches([',', '.', ' ']).to_owned();
        let right: String = chars[place + 1..]
            .iter()
            .skip_while(|c| **c == ' ')
            .take_while(|c| c.is_ascii_digit() || ",.−-".contains(**c))
            .collect();
        let right = right.trim_end_matches([',', '.']).replace(',', "").replace('−', "-");
        if left.is_empty() || !left.chars().any(|c| "+-−×÷*/".contains(c)) {
            continue;
        }
        // What stands after the sign and is no number cannot be right.
        let parsed = right.parse::<Decimal>().ok();
        let value = parsed.and_then(|_| evaluate(&left, &|_| None));
        let stated = parsed.unwrap_or_default();
        found.push(Equation { value, left, stated, precision: stated.scale() });
    }
    found
}

pub struct Equation {
    pub left: String,
    /// `None` when the left side is no arithmetic.
    pub value: Option<Decimal>,
    pub stated: Decimal,
    pub precision: u32,
}

/// Half away from zero, as people round.
pub fn round(value: Decimal, precision: u32) -> Decimal {
    value.round_dp_with_strategy(precision, pathloom_model::quantity::RoundingStrategy::MidpointAwayFromZero)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_is_decimal_and_refuses_what_it_does_not_know() {
        let of = |text: &str| evaluate(text, &|name| (name == "a").then(|| Decimal::from(8)));
        assert_eq!(of("(a - 2) / 3 * 100"), Some(Decimal::from(200)), "operators bind as usual");
        assert_eq!(of("0.1 + 0.2").unwrap().to_string(), "0.3", "no binary fractions");
        assert_eq!(of("1,984 − 1,750"), Some(Decimal::from(234)), "printed numbers and signs are read");
        assert_eq!(of("a^2 + a^-1").unwrap().to_string(), "64.125", "whole powers");
        for wrong in ["a / 0", "b + 1", "1 +", "(1", "", &"(".repeat(100)] {
            assert_eq!(of(wrong), None, "{wrong} has no value");
        }
    }

    #[test]
    fn equations_in_sentences_are_found() {
        let found = equations("So the change is (1,984 − 1,750) ÷ 1,750 × 100 = 13.4%, and 3 + 4 = 7.");
        assert_eq!(found.len(), 2, "both equations are read");
        assert_eq!(round(found[0].value.unwrap(), 1), found[0].stated, "the first holds after rounding");
        assert_eq!(found[1].value, Some(found[1].stated), "the second holds exactly");
    }
}
