//! The nearest name, for "did you mean".

/// The one of `names` that `word` is most likely a slip of, or the beginning.
pub(crate) fn nearest<'a>(word: &str, names: &[&'a str]) -> Option<&'a str> {
    let letters = plain(word);
    let slip = names
        .iter()
        .map(|name| (distance(&letters, &plain(name)), *name))
        .filter(|(distance, name)| *distance <= allowed(name))
        .min_by_key(|(distance, _)| *distance);
    slip.map(|(_, name)| name).or_else(|| only(names, |name| shares_an_end(word, name)))
}

/// The name that passes, if it is the only one.
fn only<'a>(names: &[&'a str], test: impl Fn(&str) -> bool) -> Option<&'a str> {
    let mut found = names.iter().filter(|name| test(name));
    found.next().filter(|_| found.next().is_none()).copied()
}

/// `time` for `timeout`, which is being typed; `id` or `job` for `job_id`, and the other way round.
fn shares_an_end(word: &str, name: &str) -> bool {
    let is_end = |part: &str, all: &str| {
        let last = all.strip_suffix(part).is_some_and(|rest| rest.ends_with('_'));
        last || all.strip_prefix(part).is_some_and(|rest| rest.starts_with('_'))
    };
    let is_beginning = || plain(name).starts_with(&plain(word));
    !word.is_empty() && (is_beginning() || is_end(word, name) || is_end(name, word))
}

/// Case, `_`, `-` and `r#` are not what tells names apart: `jobId` is near `job_id`.
fn plain(word: &str) -> Vec<char> {
    let lower = word.trim_start_matches("r#").to_lowercase();
    lower.chars().filter(|char| *char != '_' && *char != '-').collect()
}

fn allowed(name: &str) -> usize {
    match name.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        6..=8 => 2,
        _ => 3,
    }
}

/// How many letters must be put in, taken out, replaced, or swapped with their neighbour.
fn distance(from: &[char], to: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    let mut left: Option<char> = None;
    for (i, a) in from.iter().enumerate() {
        let mut next = vec![i + 1];
        let mut above: Option<char> = None;
        for (j, b) in to.iter().enumerate() {
            let at =
                |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX - 1);
            let mut best =
                (at(&row, j) + usize::from(a != b)).min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            if left == Some(*b) && above == Some(*a) && a != b {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
            above = Some(*b);
        }
        before = std::mem::replace(&mut row, next);
        left = Some(*a);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised() {
        let verbs = ["get", "post", "put", "patch", "delete", "head", "options"];
        for (word, expected) in [
            ("pots", Some("post")),
            ("pst", Some("post")),
            ("GET", Some("get")),
            ("gett", Some("get")),
            ("delet", Some("delete")),
            ("DELETE", Some("delete")),
            ("option", Some("options")),
            ("url", None),
            ("fetch", None),
            ("x", None),
        ] {
            assert_eq!(nearest(word, &verbs), expected, "{word}");
        }
        assert_eq!(nearest("boddy", &["body", "query"]), Some("body"));
        assert_eq!(nearest("qurey", &["body", "query"]), Some("query"));
        assert_eq!(nearest("jobid", &["limit", "job_id"]), Some("job_id"));
        assert_eq!(nearest("jobId", &["limit", "job_id"]), Some("job_id"));
        assert_eq!(nearest("r#type", &["type"]), Some("type"));
        assert_eq!(nearest("a", &["b"]), None);
        assert_eq!(nearest("it", &["limit"]), None);
    }

    #[test]
    fn ends_are_recognised() {
        assert_eq!(nearest("time", &["timeout", "expect"]), Some("timeout"));
        assert_eq!(nearest("que", &["query", "path"]), Some("query"));
        assert_eq!(nearest("p", &["post", "put"]), None);
        assert_eq!(nearest("id", &["limit", "job_id"]), Some("job_id"));
        assert_eq!(nearest("job_id", &["limit", "id"]), Some("id"));
        assert_eq!(nearest("item_id", &["limit", "item"]), Some("item"));
        assert_eq!(nearest("id", &["job_id", "file_id"]), None);
        assert_eq!(nearest("", &["job_id"]), None);
    }
}
