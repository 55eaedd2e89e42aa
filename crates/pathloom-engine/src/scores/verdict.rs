//! From votes to scores. Pure: what each model said comes in, a score with its reason goes out. A score that too few
//! models gave is missing, never 0.

use super::replies::{Estimated, Rating};
use pathloom_model::{DifficultyClass, DifficultyMode, ModelRef, ModelRole, Score, ScoreKind, Vote};

/// Share of the judges who agree; missing when fewer than half of those asked gave a verdict. Those that the user left out
/// were not asked.
pub fn support(votes: Vec<Vote>, is_left_out: impl Fn(&ModelRef) -> bool) -> Score {
    let (asked, absent): (Vec<&Vote>, Vec<&Vote>) =
        votes.iter().partition(|vote| vote.verdict.is_some() || !is_left_out(&vote.model));
    let absent: Vec<&str> = absent.iter().map(|vote| vote.model.model.as_str()).collect();
    let tally = Tally::among(asked);
    if let Some(missing) = tally.too_few("judges") {
        return Score { votes, ..Score::missing(ScoreKind::Support, missing) };
    }
    let all = if tally.voted == 1 { "judge" } else { "judges" };
    let mut note = format!("{} of {} {all} agree", tally.yes, tally.voted);
    if tally.yes * 2 == tally.voted {
        note.push_str("; a tie, so there is no majority");
    }
    if tally.voted < tally.asked {
        note.push_str(&format!("; {} gave no verdict", tally.asked - tally.voted));
    }
    if !absent.is_empty() {
        note.push_str(&format!("; without {}, left out of this run", absent.join(", ")));
    }
    let mut score = Score::new(ScoreKind::Support, share(tally.yes, tally.voted), note);
    score.parts = [("agree", tally.yes), ("voted", tally.voted), ("asked", tally.asked)]
        .map(|(n, v)| (n.to_owned(), v as f64))
        .into();
    score.votes = votes;
    score
}

/// What an attempt at the question came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    pub vote: Vote,
    /// The model says that it cannot tell.
    pub declined: bool,
}

/// From the attempts of the roles that `mode` asks. A role is right when half of its attempts are.
pub fn difficulty(mode: DifficultyMode, attempts: Vec<Attempt>) -> Score {
    let roles: &[ModelRole] = match mode {
        DifficultyMode::StrongOnly => &[ModelRole::Strong],
        DifficultyMode::WeakOnly => &[ModelRole::Weak],
        DifficultyMode::Both | DifficultyMode::Judge => &[ModelRole::Strong, ModelRole::Weak],
    };
    let declined = attempts.iter().filter(|attempt| attempt.vote.verdict.is_some()).all(|attempt| attempt.declined);
    let votes: Vec<Vote> = attempts.into_iter().map(|attempt| attempt.vote).collect();
    let (mut rates, mut notes) = (Vec::new(), Vec::new());
    for role in roles {
        let tally = Tally::of_role(&votes, *role);
        if let Some(missing) = tally.too_few(&format!("attempts of {} models", role.word())) {
            return Score { votes, ..Score::missing(ScoreKind::Difficulty, missing) };
        }
        rates.push((role.word().to_owned(), share(tally.yes, tally.voted)));
        notes.push(format!("{} {} of {} right", role.word(), tally.yes, tally.voted));
    }
    let right =
        |role: ModelRole| rates.iter().find(|(name, _)| name == role.word()).is_none_or(|(_, rate)| *rate >= 0.5);
    let (strong, weak) = (right(ModelRole::Strong), right(ModelRole::Weak));
    let class = match (mode, strong, weak) {
        _ if declined => DifficultyClass::Unanswered,
        (_, true, true) => DifficultyClass::Easy,
        (DifficultyMode::StrongOnly | DifficultyMode::WeakOnly, _, _) => DifficultyClass::Hard,
        (_, true, false) => DifficultyClass::Medium,
        (_, false, true) => DifficultyClass::Suspicious,
        (_, false, false) => DifficultyClass::Hard,
    };
    let mean = rates.iter().map(|(_, rate)| rate).sum::<f64>() / rates.len() as f64;
    let mut score = Score::new(ScoreKind::Difficulty, 1.0 - mean, format!("{}: {}", class.word(), notes.join(", ")));
    score.class = Some(class);
    score.parts = rates;
    score.votes = votes;
    score
}

/// From what judges estimate: the class that most name, the harder one where as many name another.
pub fn estimated(estimates: Vec<(Vote, Option<Estimated>)>, is_left_out: impl Fn(&ModelRef) -> bool) -> Score {
    let said: Vec<Estimated> = estimates.iter().filter_map(|(_, estimated)| *estimated).collect();
    let asked = estimates.iter().filter(|(vote, said)| said.is_some() || !is_left_out(&vote.model)).count();
    let votes: Vec<Vote> = estimates.into_iter().map(|(vote, _)| vote).collect();
    if said.is_empty() || said.len() * 2 < asked {
        let missing = few(said.len(), asked, "judges", &votes);
        return Score { votes, ..Score::missing(ScoreKind::Difficulty, missing) };
    }
    let classes = [
        (Estimated::Easy, DifficultyClass::Easy, 0.0),
        (Estimated::Medium, DifficultyClass::Medium, 0.5),
        (Estimated::Hard, DifficultyClass::Hard, 1.0),
        (Estimated::Unanswered, DifficultyClass::Unanswered, 1.0),
    ];
    let count = |estimate: Estimated| said.iter().filter(|one| **one == estimate).count();
    let (estimate, class, value) =
        classes.into_iter().max_by_key(|(estimate, ..)| count(*estimate)).unwrap_or(classes[1]);
    let note = format!("{}: as {} of {} judges estimate; no model answered", class.word(), count(estimate), said.len());
    let mut score = Score::new(ScoreKind::Difficulty, value, note);
    score.class = Some(class);
    score.votes = votes;
    score
}

/// A model's rating with its three parts; never mixed with the formula.
pub fn complexity(vote: Vote, rating: Option<Rating>) -> Score {
    let Some(rating) = rating else {
        return Score { note: vote.said.clone(), votes: vec![vote], ..Score::missing(ScoreKind::Complexity, "") };
    };
    let note = format!("by {}: {}", vote.model.model, rating.reason);
    let mut score = Score::new(ScoreKind::Complexity, rating.complexity, note.trim_end_matches([':', ' ']));
    score.parts = [("language", rating.language), ("task", rating.task), ("structure", rating.structure)]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
    score.votes = vec![vote];
    score
}

/// What became of the answer when one hop's evidence was taken away.
#[derive(Clone, Debug, PartialEq)]
pub struct WithoutHop {
    pub hop: u32,
    pub vote: Option<Vote>,
    /// Why it was not asked.
    pub not_asked: &'static str,
}

/// Share of the hops without whose evidence the answer is no longer right. `all`: the attempt with all the evidence.
pub fn necessity(all: Vote, without: Vec<WithoutHop>) -> Score {
    let whole = all.verdict;
    let said = all.said.clone();
    let told: Vec<(u32, bool)> =
        without.iter().filter_map(|one| Some((one.hop, one.vote.as_ref()?.verdict?))).collect();
    let skipped: Vec<String> = without
        .iter()
        .filter(|one| one.vote.is_none())
        .map(|one| format!("hop {} {}", one.hop, one.not_asked))
        .collect();
    let votes: Vec<Vote> = std::iter::once(all).chain(without.iter().filter_map(|one| one.vote.clone())).collect();
    let missing = |why: String| Score { votes: votes.clone(), ..Score::missing(ScoreKind::HopNecessity, why) };
    match whole {
        None => return missing(said),
        Some(false) => return missing("even with all the cited words the answer was not right".into()),
        Some(true) => {}
    }
    if told.is_empty() || told.len() * 2 < without.len() {
        let mut why = format!("only {} of {} hops could be tried", told.len(), without.len());
        if let Some(first) = skipped.first() {
            why.push_str(&format!(": {first}"));
        }
        return missing(why);
    }
    let needed = told.iter().filter(|(_, right)| !right).count();
    let idle: Vec<String> = told.iter().filter(|(_, right)| *right).map(|(hop, _)| hop.to_string()).collect();
    let mut note = format!("{needed} of {} hops are needed", told.len());
    if !idle.is_empty() {
        note.push_str(&format!("; still right without hop {}", idle.join(", ")));
    }
    if !skipped.is_empty() {
        note.push_str(&format!("; {}", skipped.join(", ")));
    }
    let mut score = Score::new(ScoreKind::HopNecessity, share(needed, told.len()), note);
    score.votes = votes;
    score
}

/// Share of the attempts without evidence that gave the answer: what a model knows by heart trains no reasoning.
pub fn closed_book(votes: Vec<Vote>) -> Score {
    let tally = Tally::of(&votes);
    if let Some(missing) = tally.too_few("attempts") {
        return Score { votes, ..Score::missing(ScoreKind::ClosedBook, missing) };
    }
    let note = format!("{} of {} right without any evidence", tally.yes, tally.voted);
    let value = share(tally.yes, tally.voted);
    Score { votes, ..Score::new(ScoreKind::ClosedBook, value, note) }
}

fn share(part: usize, all: usize) -> f64 {
    part as f64 / all.max(1) as f64
}

/// Who voted how.
struct Tally<'a> {
    votes: Vec<&'a Vote>,
    yes: usize,
    voted: usize,
    asked: usize,
}

impl<'a> Tally<'a> {
    fn of(votes: &'a [Vote]) -> Tally<'a> {
        Tally::among(votes.iter().collect())
    }

    fn of_role(votes: &'a [Vote], role: ModelRole) -> Tally<'a> {
        Tally::among(votes.iter().filter(|vote| vote.role == role).collect())
    }

    fn among(votes: Vec<&'a Vote>) -> Tally<'a> {
        let yes = votes.iter().filter(|vote| vote.verdict == Some(true)).count();
        let voted = votes.iter().filter(|vote| vote.verdict.is_some()).count();
        Tally { yes, voted, asked: votes.len(), votes }
    }

    /// Why there is no score: fewer than half of those asked said anything.
    fn too_few(&self, whom: &str) -> Option<String> {
        let enough = self.voted > 0 && self.voted * 2 >= self.asked;
        (!enough).then(|| few(self.voted, self.asked, whom, self.votes.iter().copied()))
    }
}

fn few<'a>(voted: usize, asked: usize, whom: &str, votes: impl IntoIterator<Item = &'a Vote>) -> String {
    if asked == 0 {
        return format!("needs models: there are no {whom}");
    }
    let first = votes.into_iter().find(|vote| vote.verdict.is_none()).map(|vote| vote.said.as_str());
    format!("{voted} of {asked} {whom} gave a verdict: {}", first.unwrap_or("no reason was given"))
}
