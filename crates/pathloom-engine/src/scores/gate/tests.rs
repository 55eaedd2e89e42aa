use super::{Gate, Scored, Side, Tallying};
use pathloom_model::{Check, CheckKind, CheckOutcome, DifficultyClass, Score, ScoreKind};

fn gate(text: &str) -> Gate {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn sample(support: Option<f64>, arithmetic: CheckOutcome) -> (Vec<Score>, Vec<Check>) {
    let support = match support {
        Some(share) => Score::new(ScoreKind::Support, share, "2 of 3 judges agree"),
        None => Score::missing(ScoreKind::Support, "needs models"),
    };
    let mut difficulty = Score::new(ScoreKind::Difficulty, 0.5, "");
    difficulty.class = Some(DifficultyClass::Medium);
    difficulty.parts = vec![("strong".into(), 1.0), ("weak".into(), 0.0)];
    let complexity = Score::new(ScoreKind::Complexity, 3.0, "computed");
    let arithmetic = Check::new(CheckKind::Arithmetic, arithmetic, "");
    (vec![support, difficulty, complexity], vec![arithmetic])
}

fn side(rule: &str, support: Option<f64>, arithmetic: CheckOutcome) -> Side {
    let (scores, checks) = sample(support, arithmetic);
    gate(rule).sort(Scored { scores: &scores, checks: &checks }).side
}

#[test]
fn a_rule_is_read_as_people_write_it_and_written_again() {
    for (written, canonical) in [
        ("support >= 2/3 and arithmetic != failed and complexity >= 3", ""),
        ("Support ≥ 2 of 3 AND arithmetic not wrong", "support >= 2/3 and arithmetic != failed"),
        ("support at least 50%; weak<1", "support >= 0.5 and weak < 1"),
        ("difficulty in (medium, hard) 且 tokens <= 900", "difficulty in (medium, hard) and tokens <= 900"),
        ("difficulty is not suspicious", "difficulty != suspicious"),
        ("closed-book = 0 and hop necessity > 0.99", "closed_book = 0 and hop_necessity > 0.99"),
        ("failed_checks = 0", ""),
        ("", ""),
    ] {
        let canonical = if canonical.is_empty() { written } else { canonical };
        assert_eq!(gate(written).to_string(), canonical, "{written}");
        assert_eq!(gate(canonical), gate(written), "what is written reads the same");
    }
}

#[test]
fn what_is_wrong_with_a_rule_is_named() {
    for (rule, told) in [
        ("suport >= 2/3", "\"suport\" is no score and no check."),
        ("support >= 2/3 and beauty > 3", "\"beauty\" is no score and no check."),
        ("support >= many", "\"many\" is no number for support."),
        ("support >= 2/0", "\"2/0\" is no number for support."),
        ("arithmetic != broken", "\"broken\" is no outcome of a check."),
        ("arithmetic >= 2", "\"arithmetic\" is no number, so it cannot be compared."),
        ("difficulty = tricky", "\"tricky\" is no difficulty."),
        ("support", "\"support\" is no condition."),
        ("nonsense", "\"nonsense\" is no score and no check."),
    ] {
        let error = rule.parse::<Gate>().expect_err(rule);
        assert_eq!(error.message, told);
        assert!(!error.hint.is_empty(), "{rule}: what would do is said");
    }
}

#[test]
fn a_missing_score_is_borderline_and_never_dropped() {
    let rule = "support >= 2/3 and arithmetic != failed and difficulty in (medium, hard)";
    use CheckOutcome::{Failed, NotApplicable, Passed};
    assert_eq!(side(rule, Some(2.0 / 3.0), Passed), Side::Kept, "two of three is two of three");
    assert_eq!(side(rule, Some(1.0), NotApplicable), Side::Kept, "without arithmetic none is wrong");
    assert_eq!(side(rule, Some(1.0 / 3.0), Passed), Side::Dropped);
    assert_eq!(side(rule, None, Passed), Side::Borderline, "no judge was asked");
    assert_eq!(side(rule, None, Failed), Side::Dropped, "one reason against is enough");
    assert_eq!(side("arithmetic = passed", Some(1.0), NotApplicable), Side::Borderline);
    assert_eq!(side("hop_necessity >= 1", Some(1.0), Passed), Side::Borderline, "it was never asked for");
    assert_eq!(side("language >= 2", Some(1.0), Passed), Side::Borderline, "a formula has no parts");
    assert_eq!(side("", None, Failed), Side::Kept, "no rule keeps everything");
}

#[test]
fn a_preview_counts_what_sorting_does() {
    let rule = gate("support >= 0.5");
    let mut tally = Tallying::new(&rule);
    let samples: Vec<_> = [Some(0.0), Some(1.0 / 3.0), Some(0.5), Some(1.0), None, None]
        .into_iter()
        .map(|support| sample(support, CheckOutcome::Passed))
        .collect();
    for (scores, checks) in &samples {
        tally.add(Scored { scores, checks });
    }
    let (counted, histograms) = tally.finish();
    assert_eq!((counted.kept, counted.dropped, counted.borderline), (2, 2, 2));
    let [against, missing] = counted.reasons.as_slice() else { panic!("{:?}", counted.reasons) };
    assert_eq!(against, &((Side::Dropped, "support >= 0.5".into(), String::new()), 2));
    assert_eq!(missing, &((Side::Borderline, "support >= 0.5".into(), "needs models".into()), 2));
    let support = histograms.iter().find(|bars| bars.of == super::Measure::Support).expect("support has a slider");
    assert_eq!(
        (support.missing, support.bars.iter().sum::<u64>(), support.bound.map(|bound| bound.1)),
        (2, 4, Some(0.5))
    );
    assert_eq!(
        (support.bars[0], support.bars[10], support.bars[19]),
        (1, 1, 1),
        "each in its bar, the highest in the last"
    );
    assert!(histograms.iter().any(|bars| bars.of == super::Measure::Complexity && bars.bars[10] == 6));
    assert!(!histograms.iter().any(|bars| bars.of == super::Measure::ClosedBook), "nobody has it, nobody asks");
}
