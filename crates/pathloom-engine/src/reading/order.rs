//! Which of two names a quote makes the subject, where its grammar tells: the relation's own words between them, actively
//! ("A acquired B") or passively ("A was acquired by B", "A被B收购"). What it does not plainly tell stays open.

use crate::folded::Folded;
use pathloom_extract::is_mutual;
use pathloom_model::language::is_han;

/// Words and Chinese letters between two names beyond which nothing is told.
const WORDS: usize = 9;
const LETTERS: usize = 14;

/// Whether the subject that is claimed is the quote's object. `predicate` is the relation as the model named it.
pub fn is_turned(quote: &Folded, subject: &[&str], object: &[&str], predicate: &str) -> bool {
    if is_mutual(predicate) {
        return false;
    }
    let Some((subject_first, gap, after)) = nearest(quote, subject, object) else { return false };
    let told = if predicate.chars().any(is_han) { chinese(gap, after, predicate) } else { english(gap, predicate) };
    told.is_some_and(|first| first != subject_first)
}

/// Whether the subject stands first in the nearest pair of the two names, what stands between them and behind.
fn nearest<'q>(quote: &'q Folded, subject: &[&str], object: &[&str]) -> Option<(bool, &'q str, &'q str)> {
    let places = |names: &[&str]| names.iter().flat_map(|name| quote.places(name)).collect::<Vec<_>>();
    let (subjects, objects) = (places(subject), places(object));
    let pairs = subjects.iter().flat_map(|one| objects.iter().map(move |other| (one, other)));
    let apart = pairs.filter_map(|(one, other)| match one.0 < other.0 {
        true => other.0.checked_sub(one.1).map(|_| (true, one.1, other)),
        false => one.0.checked_sub(other.1).map(|_| (false, other.1, one)),
    });
    let (first, end, next) = apart.min_by_key(|(_, end, next)| next.0 - end)?;
    let words = quote.words();
    Some((first, words.get(end..next.0)?, words.get(next.1..)?))
}

/// Whether the first of the two names is the subject of the predicate.
fn english(gap: &str, predicate: &str) -> Option<bool> {
    let lowered = gap.to_lowercase();
    if lowered.starts_with("'s") || lowered.contains([';', '.', ':', '(']) {
        return None;
    }
    let words = words(&lowered);
    let wanted = words_of(predicate);
    let by = wanted.last() == Some(&"by".to_owned());
    let core = &wanted[..wanted.len() - usize::from(by)];
    if core.is_empty() || words.len() > WORDS || core.iter().all(|word| word.len() < 4) {
        return None;
    }
    let mut at = 0;
    for part in core {
        at += words[at..].iter().position(|word| same(word, part))? + 1;
    }
    // "was acquired in 2021 by the", not "acquired by 2021 the".
    let rest = &words[at..];
    let agent = rest.iter().rposition(|word| *word == "by").is_some_and(|place| rest.len() - place <= 3);
    let denied = words.iter().any(|word| ["not", "never", "no", "nor"].contains(word));
    (!denied).then_some(agent == by)
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// Without the words that only bear the tense.
fn words_of(predicate: &str) -> Vec<String> {
    let lowered = predicate.to_lowercase();
    let bears = |word: &&str| {
        ["is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "a", "an", "the"].contains(word)
    };
    words(&lowered).into_iter().filter(|word| !bears(word)).map(str::to_owned).collect()
}

/// The same word, or a form of the same verb: "supplies", "supplied"; not who does it, "supplier".
fn same(word: &str, wanted: &str) -> bool {
    if word == wanted {
        return true;
    }
    let doer =
        |word: &str| word.ends_with("er") || word.ends_with("or") || word.ends_with("ers") || word.ends_with("ors");
    let shared = word.chars().zip(wanted.chars()).take_while(|(a, b)| a == b).count();
    let ending = word.chars().count().max(wanted.chars().count()) - shared;
    doer(word) == doer(wanted) && shared >= 4 && ending <= 3
}

fn chinese(gap: &str, after: &str, predicate: &str) -> Option<bool> {
    let by = predicate.starts_with(['被', '由']);
    let verb: String = predicate.chars().filter(|c| is_han(*c) && !"被由所的了".contains(*c)).collect();
    let clause = gap.contains(['，', ',', '；', ';', '.', ':']) || gap.chars().count() > LETTERS;
    let denied = gap.contains(['未', '不', '没', '非']);
    if verb.chars().count() < 2 || clause || denied {
        return None;
    }
    let passive = gap.ends_with(['被', '由', '遭']);
    let agent_second = passive && after.trim_start_matches(['所', '于', '在']).starts_with(&verb);
    if agent_second {
        return Some(by);
    }
    let plain = gap.contains(&verb) && !gap.contains(['被', '由']);
    plain.then_some(!by)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folded::Case;

    #[test]
    fn grammar_tells_who_does_and_who_suffers() {
        for (quote, predicate, turned) in [
            ("Norrheat acquired Kaltvik in 2021", "acquired", [false, true]),
            ("Norrheat was acquired in 2021 by Kaltvik", "acquired", [true, false]),
            ("Norrheat, acquired by Kaltvik, grew", "acquired_by", [false, true]),
            ("Norrheat supplies compressors to Kaltvik", "supplied", [false, true]),
            ("Norrheat is supplied with steel by Kaltvik", "supplies", [true, false]),
            ("Norrheat is a wholly owned subsidiary of Kaltvik", "subsidiary of", [false, true]),
            ("Norrheat is steered by Kaltvik from the harbour", "is_steered_by", [false, true]),
            ("Norrheat被Kaltvik收购", "收购", [true, false]),
            ("Norrheat由Kaltvik运营", "由运营", [false, true]),
            ("Norrheat于2021年收购Kaltvik", "收购", [false, true]),
        ] {
            let quote = Folded::new(quote, Case::Kept);
            let is = |subject, object| is_turned(&quote, &[subject], &[object], predicate);
            assert_eq!([is("Norrheat", "Kaltvik"), is("Kaltvik", "Norrheat")], turned, "{} {predicate}", quote.words());
        }
    }

    #[test]
    fn what_the_grammar_does_not_tell_stays_open() {
        for (quote, predicate) in [
            ("Norrheat's supplier Kaltvik", "supplies"),
            ("Norrheat competes with Kaltvik", "competes_with"),
            ("Norrheat borders Kaltvik", "borders"),
            ("Norrheat has not acquired Kaltvik", "acquired"),
            ("Norrheat grew. It acquired Kaltvik", "acquired"),
            ("Norrheat未被Kaltvik收购", "收购"),
            ("Norrheat has grown since Kaltvik", "led_by"),
        ] {
            let quote = Folded::new(quote, Case::Kept);
            let is = |subject, object| is_turned(&quote, &[subject], &[object], predicate);
            assert_eq!([is("Norrheat", "Kaltvik"), is("Kaltvik", "Norrheat")], [false; 2], "{}", quote.words());
        }
    }
}
