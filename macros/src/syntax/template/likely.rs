//! What a template that is wrong is most likely meant to be.

use crate::model::Verb;
use crate::syntax::ident;

/// The template with what can be mended in place: ` GET https://x.test//jobs/${id}?a=b` -> `/jobs/{id}`.
pub(crate) fn mended(text: &str) -> String {
    let text = text.trim();
    let text = verb_line(text).map_or(text, |(_, path)| path);
    let text = below_base(text).unwrap_or(text);
    let text = text.trim_start_matches("../").trim_start_matches("./");
    let (path, _) = split_query(text);
    let mut mended = String::from("/");
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        if !mended.ends_with('/') {
            mended.push('/');
        }
        mended.push_str(segment);
    }
    if path.ends_with('/') && !mended.ends_with('/') {
        mended.push('/');
    }
    SIGNS.iter().fold(mended, |path, (sign, _)| path.replace(format!("{sign}{{").as_str(), "{"))
}

/// What other languages write before a brace, and how that sign itself is written.
pub(super) const SIGNS: [(char, &str); 3] = [
    ('$', "; a dollar sign itself is `%24`"),
    ('#', ""),
    ('%', "; a percent sign itself is `%25`"),
];

/// `GET /jobs`, as it stands in the documentation of an API.
pub(crate) fn verb_line(text: &str) -> Option<(Verb, &str)> {
    let (verb, path) = text.split_once([' ', '\t'])?;
    let verb = Verb::ALL.iter().copied().find(|known| known.word().eq_ignore_ascii_case(verb))?;
    Some((verb, path.trim()))
}

/// What stands behind the host, of a text that begins with one: `https://x.test/jobs`,
/// `//x.test/jobs`, `x.test/jobs`, `localhost:8080/jobs`.
pub(super) fn below_base(text: &str) -> Option<&str> {
    let ends = |text: &str| text.find(['/', '?', '#']).unwrap_or(text.len());
    if let Some((scheme, rest)) = text.split_once("://")
        && !scheme.contains(['/', '{', '?', '#'])
    {
        return rest.get(ends(rest)..);
    }
    let named = text.strip_prefix("//");
    let rest = named.unwrap_or(text);
    let (host, path) = rest.split_at_checked(ends(rest))?;
    let is_alone = path.is_empty() && named.is_none() && !host.contains(':') && host != "localhost";
    (!is_alone && is_host(host, named.is_some())).then_some(path)
}

/// `example.com` may as well be a file, such as `index.php`: only behind `//` is it a host.
fn is_host(host: &str, is_named: bool) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|char| char.is_ascii_digit());
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|char| char.is_ascii_alphanumeric() || char == '-')
    };
    let (name, port) = match host.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (host, None),
    };
    let labels: Vec<&str> = name.split('.').collect();
    if !labels.iter().all(|label| is_label(label)) {
        return false;
    }
    let ends_in_letters = labels
        .last()
        .is_some_and(|last| last.len() > 1 && last.chars().all(|char| char.is_ascii_alphabetic()));
    let is_address = labels.len() == 4 && labels.iter().all(|label| is_number(label));
    match port {
        Some(port) => is_number(port),
        None => {
            let least = if is_named { 1 } else { 2 };
            name == "localhost" || is_address || (labels.len() > least && ends_in_letters)
        }
    }
}

/// The path, and what follows it from the first `?` or `#`: not one between braces, nor the sign of
/// a `#{id}`.
pub(super) fn split_query(text: &str) -> (&str, &str) {
    let mut inside = false;
    let at = text.char_indices().find_map(|(at, char)| {
        let rest = text.get(at..).unwrap_or_default();
        match char {
            '{' => inside = rest.contains('}'),
            '}' => inside = false,
            _ => {}
        }
        (!inside && matches!(char, '?' | '#') && !rest.starts_with("#{")).then_some(at)
    });
    at.and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""))
}

/// `?limit=10&after={cursor}` and `{?limit,after}` -> the arguments to write instead.
pub(super) fn query_help(query: &str) -> String {
    let (query, _) = query.split_once('#').unwrap_or((query, ""));
    let inner = query.strip_prefix('{').map(|query| query.trim_end_matches('}'));
    let pairs: Vec<(&str, &str)> = inner
        .unwrap_or(query)
        .trim_start_matches(['?', '&'])
        // `a=1,2` is one value, `{?limit,offset}` are two names.
        .split(if query.contains('=') { '&' } else { ',' })
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (name.trim_matches(['<', '>', '{', '}', ' ']), value))
        .filter(|(name, _)| !name.is_empty() && !name.contains(['"', '\\']))
        .collect();
    let arguments: Vec<String> = pairs
        .iter()
        .map(|(name, value)| {
            let inner = value.strip_prefix('{').and_then(|value| value.strip_suffix('}'));
            let argument = inner.filter(|inner| ident::is_ident(inner)).unwrap_or(name);
            format!("`{}: …`", ident::argument("query", name, argument))
        })
        .collect();
    if arguments.is_empty() {
        return "a query parameter is an argument of the method: `#[query] limit: u32`".to_owned();
    }
    let help = format!("a query parameter is an argument of the method: {}", arguments.join(", "));
    let is_fixed = |value: &str| !value.is_empty() && !value.contains(['{', '<', '"', '\\', '$']);
    match pairs.iter().find(|(_, value)| is_fixed(value)) {
        Some((name, value)) => format!(
            "{help}; one that never changes stands beside the verb: `query(\"{name}\" = \"{value}\")`"
        ),
        None => help,
    }
}

/// `id`, `int:id` and `path..`, between `<` and `>`.
pub(super) fn name_in_angles(text: &str) -> Option<String> {
    let inner = text.split(['<', '>']).nth(1)?;
    ident::plain(inner.rsplit(':').next()?)
}

/// A segment as other libraries write a placeholder: `:id`, `*rest`, `[id]`.
pub(super) fn foreign_placeholder(segment: &str) -> Option<&str> {
    let in_brackets = || segment.strip_prefix('[')?.strip_suffix(']');
    let name = segment.strip_prefix([':', '*']).or_else(in_brackets)?;
    ident::is_ident(name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_mended() {
        for (text, expected) in [
            ("jobs", "/jobs"),
            (" /jobs ", "/jobs"),
            ("./jobs", "/jobs"),
            ("../jobs", "/jobs"),
            ("GET /jobs", "/jobs"),
            ("/v1///jobs/", "/v1/jobs/"),
            ("/jobs/#{id}", "/jobs/{id}"),
            ("/jobs/${id}?a=b", "/jobs/{id}"),
            ("https://x.test", "/"),
            ("https://x.test?a=b", "/"),
            ("https://x.test/v1/jobs?limit=10", "/v1/jobs"),
            ("//api.example.com/jobs", "/jobs"),
            ("api.example.com/jobs", "/jobs"),
            ("localhost:8080/jobs", "/jobs"),
            ("localhost/jobs", "/jobs"),
            ("127.0.0.1/jobs", "/jobs"),
            ("/", "/"),
            ("{base}/jobs", "/{base}/jobs"),
            ("jobs.csv", "/jobs.csv"),
            ("index.php/api/v1", "/index.php/api/v1"),
            ("v1.0/jobs", "/v1.0/jobs"),
            ("//jobs", "/jobs"),
        ] {
            assert_eq!(mended(text), expected, "{text}");
        }
    }

    #[test]
    fn queries_become_arguments() {
        for (query, expected) in [
            ("?limit=1&after=x", "`#[query] limit: …`, `#[query] after: …`; one that never"),
            ("?<limit>", "`#[query] limit: …`"),
            ("{?limit,offset}", "`#[query] limit: …`, `#[query] offset: …`"),
            (
                "?type=x",
                "`#[query] r#type: …`; one that never changes stands beside the verb: `query(\"type\" = \"x\")`",
            ),
            ("?api-version=1", "`#[query(\"api-version\")] api_version: …`"),
            ("?$filter={f}", "`#[query(\"$filter\")] f: …`"),
            ("?it's=1", "`#[query(\"it's\")] it_s: …`"),
            ("?\"q=1", "`#[query] limit: u32`"),
            ("?a/*b=1", "`#[query(\"a/*b\")] a__b: …`"),
            ("?filter[=1", "`#[query(\"filter[\")] filter: …`"),
        ] {
            assert!(query_help(query).contains(expected), "{query}: {}", query_help(query));
        }
    }
}
