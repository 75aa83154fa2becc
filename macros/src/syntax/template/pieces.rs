//! Placeholders, and the text between them.

use super::{Piece, Template, blank, likely};
use crate::syntax::ident;

/// Splits at braces; `spare` is a name for a placeholder that has none.
pub(super) fn read(path: &str, spare: &str, template: &mut Template) {
    if path.contains("{{") || path.contains("}}") {
        let inner = path.trim_start_matches(|char| char != '{').trim_start_matches('{');
        let name = inner.split('}').next().and_then(ident::plain);
        template.problem(
            "a doubled brace in the path template",
            format!(
                "a placeholder has one brace on each side: `{{{}}}`",
                name.as_deref().unwrap_or(spare)
            ),
        );
        template.is_unclear = true;
        return;
    }
    let mut rest = path;
    while let Some((literal, after)) = rest.split_once('{') {
        let end = after.find(['}', '{', '/']).and_then(|at| after.split_at_checked(at));
        let closed = end.and_then(|(name, tail)| Some((name, tail.strip_prefix('}')?)));
        let Some((name, tail)) = closed else {
            literal_piece(literal, spare, template);
            let name = end.map_or(after, |(name, _)| name);
            let plain = ident::plain(name);
            let likely = plain.as_deref().unwrap_or(spare);
            template.problem(
                format!("the placeholder `{{{name}` is not closed"),
                format!("write the name of its argument in braces: `{{{likely}}}`"),
            );
            template.is_unclear = true;
            rest = end.map_or("", |(_, tail)| tail);
            continue;
        };
        literal_piece(before_a_brace(literal, path, template), spare, template);
        placeholder(name, spare, template);
        rest = tail;
    }
    literal_piece(rest, spare, template);
}

/// Without the sign of `${id}`, `#{id}` and `%{id}`, which would be sent.
fn before_a_brace<'t>(literal: &'t str, path: &str, template: &mut Template) -> &'t str {
    let found = likely::SIGNS
        .iter()
        .find_map(|(sign, itself)| Some((sign, itself, literal.strip_suffix(*sign)?)));
    let Some((sign, itself, literal)) = found else { return literal };
    template.problem(
        format!("`{sign}` before a placeholder"),
        format!("write `\"{}\"`{itself}", likely::mended(path)),
    );
    literal
}

fn literal_piece(text: &str, spare: &str, template: &mut Template) {
    if text.contains('}') {
        template.problem(
            "a `}` without a `{` in the path template",
            format!(
                "a placeholder has a brace on each side: `{{{}}}`",
                word_before(text, '}').as_deref().unwrap_or(spare)
            ),
        );
        template.is_unclear = true;
    }
    if let Some(space) = text.chars().find(|char| char.is_whitespace() || char.is_control()) {
        template.problem(
            format!("{} in the path template", blank(space)),
            "take it out: where the service's path really has one, write it encoded, as `%20`",
        );
    }
    if text.contains(['<', '>']) {
        let name = likely::name_in_angles(text);
        let name = name.as_deref().unwrap_or(spare);
        template.problem(
            "`<` or `>` in the path template",
            format!("a placeholder has braces: write `{{{name}}}`"),
        );
        template.is_unclear = true;
    }
    if let Some(odd) = odd_percent(text) {
        template.problem(
            format!("`{odd}` in the path template is no encoded byte"),
            format!(
                "write a percent sign itself as `%25`, and a placeholder in braces: `{{{spare}}}`"
            ),
        );
    }
    if text.contains('\\') {
        template.problem("a backslash in the path template", "segments are parted by `/`");
    }
    if !text.is_empty() {
        template.pieces.push(Piece::Literal(text.to_owned()));
    }
}

/// `id` in `/jobs/id}`.
fn word_before(text: &str, sign: char) -> Option<String> {
    ident::plain(text.split(sign).next()?.rsplit('/').next()?)
}

/// A `%` without two digits, with what follows it.
fn odd_percent(text: &str) -> Option<String> {
    text.match_indices('%').find_map(|(at, _)| {
        let code: String = text.get(at + 1..)?.chars().take(2).collect();
        let is_code = code.len() == 2 && code.chars().all(|char| char.is_ascii_hexdigit());
        (!is_code).then(|| format!("%{code}"))
    })
}

fn placeholder(name: &str, spare: &str, template: &mut Template) {
    if name.trim().is_empty() {
        template.problem(
            format!("a placeholder without a name: `{{{name}}}`"),
            format!("write the name of the argument that fills it: `{{{spare}}}`"),
        );
        template.is_unclear = true;
        return;
    }
    if name.starts_with(['?', '&']) {
        // RFC 6570: `/jobs{?limit,offset}`.
        template.is_unclear = true;
        template.problem(
            format!("a query in the path template: `{{{name}}}`"),
            likely::query_help(name),
        );
        return;
    }
    if !is_name(name) {
        let plain = ident::plain(name);
        let plain = plain.as_deref().unwrap_or(spare);
        template.is_unclear = true;
        template.problem(
            format!("`{{{name}}}` is not a placeholder"),
            format!(
                "between the braces stands the name of an argument and nothing else: `{{{plain}}}`"
            ),
        );
        return;
    }
    if template.placeholders().any(|earlier| earlier == name) {
        template.problem(
            format!("the placeholder `{{{name}}}` stands twice in the path template"),
            "give the second one a name, and an argument, of its own",
        );
        return;
    }
    template.pieces.push(Piece::Placeholder(name.to_owned()));
}

/// Whether an argument can have the name, or the name written in its role: `job_id`, `job-id`.
fn is_name(name: &str) -> bool {
    let plain = name.replace(['-', '.'], "_");
    ident::is_ident(&plain) && !name.starts_with(['-', '.'])
}
