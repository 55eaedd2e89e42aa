//! From tokens to money.

use crate::call::Usage;
use pathloom_model::Price;

/// In the currency of the price.
pub fn cost(usage: &Usage, price: &Price) -> f64 {
    let cached = usage.cached.min(usage.input);
    let fresh = usage.input - cached;
    let millionths = fresh as f64 * price.input
        + cached as f64 * price.cached.unwrap_or(price.input)
        + usage.output as f64 * price.output;
    millionths / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cached_input_costs_its_own_price_where_there_is_one() {
        let usage = Usage { input: 1_000_000, output: 100_000, cached: 400_000, ..Usage::default() };
        let price = Price { input: 2.0, output: 8.0, cached: Some(0.5) };
        assert!((cost(&usage, &price) - 2.2).abs() < 1e-9, "0.6 × 2 + 0.4 × 0.5 + 0.1 × 8");
        assert!((cost(&usage, &Price { cached: None, ..price }) - 2.8).abs() < 1e-9, "else it costs as other input");
    }
}
