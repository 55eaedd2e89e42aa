use super::{Expected, Verdict, compare};
use Verdict::{Different, Same, Undecided};
use proptest::prelude::*;

fn verdict(expected: &str, given: &str) -> Verdict {
    compare(&Expected::text(expected), given).verdict
}

#[test]
fn answers_are_compared_by_what_they_mean() {
    for (expected, given, wanted) in [
        // Names.
        ("Norrheat AB", "norrheat ab.", Same),
        ("Norrheat AB", "**Norrheat AB**", Same),
        ("Norrheat AB", "The answer is Norrheat AB.", Same),
        ("Norrheat AB", "It is Norrheat AB, the maker of heat pumps", Same),
        ("Norrheat AB", "It is not Norrheat AB", Undecided),
        ("Norrheat AB", "", Different),
        ("Norrheat AB", "Cannot be determined from the evidence", Different),
        ("The Arvika Works", "Arvika works", Same),
        ("Växjö", "Vaxjo", Same),
        ("Smith & Co.", "Smith and Co", Same),
        ("Co", "CO", Undecided),
        ("H₂O", "H2O", Same),
        ("10³", "103", Undecided),
        ("宁德时代", "寧德時代", Same),
        ("东华电气", "東華電氣", Same),
        ("东华电气", "答案是东华电气。", Same),
        ("ＡＢＣ公司", "abc公司", Same),
        // Numbers, units, scales.
        ("EUR 1,750 million", "1.75 billion euros", Same),
        ("EUR 1,750 million", "€1.75bn", Same),
        ("EUR 1,750 million", "The revenue was EUR 1,750 million in total.", Same),
        ("EUR 1,750 million", "1750", Same),
        ("EUR 1,750 million", "USD 1,750 million", Different),
        ("EUR 1,750 million", "EUR 1,751 million", Different),
        ("EUR 1,750 million", "EUR 2 billion", Undecided),
        ("42.3%", "42.3 percent", Same),
        ("42.3%", "42.31%", Same),
        ("42.3%", "0.423", Same),
        ("42.3%", "42%", Undecided),
        ("42.3%", "43.2%", Different),
        ("4.3 percentage points", "4.3%", Undecided),
        ("-13.4%", "a decrease of 13.4%", Undecided),
        ("13.4%", "(1,984 − 1,750) / 1,750 = 13.4%", Same),
        ("3200000", "320万", Same),
        ("320万台", "3.2 million units", Same),
        ("320万台", "三百二十万台", Same),
        ("3.5亿元", "350 million RMB", Same),
        ("3.5亿元", "３．５億元", Same),
        ("12", "twelve", Same),
        ("25", "There are twenty-five of them", Same),
        ("12", "十二家", Same),
        ("1.75", "about one and three quarters", Undecided),
        ("12", "13", Different),
        ("7.2 kW", "7200 W", Same),
        ("7.2 kW", "7.2 kWh", Different),
        ("90 minutes", "1.5 hours", Same),
        ("4.1 ×10⁻³", "0.0041", Same),
        ("-15", "−15", Same),
        ("-15", "15", Different),
        // Dates.
        ("4 March 2021", "2021-03-04", Same),
        ("2021年3月4日", "March 4, 2021", Same),
        ("4 March 2021", "March 2021", Undecided),
        ("4 March 2021", "5 March 2021", Different),
        ("4 March 2021", "03/04/2021", Undecided),
        ("Q3 2024", "the third quarter of 2024", Same),
        ("Q3 2024", "2024年第三季度", Same),
        ("Q3 2024", "Q4 2024", Different),
        ("FY24", "FY2024", Same),
        ("FY24", "2024财年", Same),
        ("FY24", "2024", Undecided),
        ("2021", "in 2021", Same),
        // Sets.
        ("Norway; Sweden; Finland", "Finland, Norway and Sweden", Same),
        ("挪威、瑞典和芬兰", "芬兰、挪威、瑞典", Same),
        ("Norway; Sweden; Finland", "Norway and Sweden", Different),
        ("10; 20", "20, 10", Same),
        ("10; 20", "20, 11", Different),
        // True or false.
        ("True", "Yes, it is.", Same),
        ("True", "false", Different),
        ("否", "不是", Same),
        ("对", "正确。", Same),
        ("True", "The two are alike", Undecided),
    ] {
        assert_eq!(verdict(expected, given), wanted, "“{expected}” and “{given}”");
    }
}

#[test]
fn names_of_the_graph_decide() {
    let expected = Expected {
        names: vec!["Norrheat".into(), "北热公司".into()],
        rivals: vec!["Halden Semiconductor".into(), "Arvika Works".into()],
        question: "Who operates Arvika Works?".into(),
        ..Expected::text("Norrheat AB")
    };
    for (given, wanted) in [
        ("norrheat", Same),
        ("北熱公司", Same),
        ("Halden Semiconductor", Different),
        ("Arvika Works is operated by Norrheat", Same),
        ("Arvika Works is operated by Halden Semiconductor", Different),
        ("Norrheat and Halden Semiconductor", Undecided),
        ("a maker of heat pumps", Undecided),
    ] {
        assert_eq!(compare(&expected, given).verdict, wanted, "{given}");
    }
}

#[test]
fn a_choice_is_its_letter_or_its_words() {
    let question = "Which plant is the oldest?\nA. Arvika Works\nB. Linz Fab 1\nC. Brno\nD. Kessel Fab 3";
    let options = super::text::options(question);
    assert_eq!(options, ["Arvika Works", "Linz Fab 1", "Brno", "Kessel Fab 3"], "the options stand in the question");
    for expected in ["B", "B. Linz Fab 1", "Linz Fab 1"] {
        let expected = Expected { options: options.clone(), ..Expected::text(expected) };
        for (given, wanted) in [
            ("B", Same),
            ("(b)", Same),
            ("B) Linz Fab 1", Same),
            ("Answer: B", Same),
            ("linz fab 1", Same),
            ("选B", Same),
            ("C", Different),
            ("Brno", Different),
            ("E", Undecided),
            ("Both B and C", Undecided),
        ] {
            assert_eq!(compare(&expected, given).verdict, wanted, "{given}");
        }
    }
    assert!(super::text::options("Was vitamin A. found in it?").is_empty(), "one mark is no choice");
}

proptest! {
    #[test]
    fn anything_can_be_compared_and_is_itself(expected in ".{0,60}", given in ".{0,200}") {
        let _ = verdict(&expected, &given);
        if !super::text::bare(&expected).is_empty() && !super::text::is_declined(super::text::bare(&expected)) {
            prop_assert_ne!(verdict(&expected, &expected), Different, "a text is never another than itself");
        }
    }

    #[test]
    fn a_number_is_the_same_however_it_is_printed(value in -9_999_999i64..9_999_999, decimals in 0u32..4) {
        let number = pathloom_model::Decimal::new(value, decimals);
        let text = format!("{number} kW");
        let watts = format!("{} W", number * pathloom_model::Decimal::from(1000));
        prop_assert_eq!(verdict(&text, &format!("It comes to {number} kW.")), Same);
        prop_assert_eq!(verdict(&text, &watts), Same);
        let off = number + pathloom_model::Decimal::new(1, decimals);
        prop_assert_eq!(verdict(&text, &format!("{off} kW")), Different, "one in the last digit is another number");
    }
}
