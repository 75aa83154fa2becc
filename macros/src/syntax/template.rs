//! `"/jobs/{job_id}/cancel"`: a path template. Pure: text in, pieces and problems out.

mod likely;
mod pieces;

pub(crate) use likely::{mended, verb_line};

/// What stands between two slashes, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Literal(String),
    Placeholder(String),
}

/// A template as far as it could be read, and all that is wrong with it.
#[derive(Debug, Default)]
pub(crate) struct Template {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) problems: Vec<Problem>,
    /// Braces are wrong, so that not all placeholders are known.
    pub(crate) is_unclear: bool,
}

/// One thing wrong with a template.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) cause: String,
    pub(crate) help: String,
}

impl Template {
    /// The names in braces, in the template's order.
    pub(crate) fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Placeholder(name) => Some(name.as_str()),
            Piece::Literal(_) => None,
        })
    }

    fn problem(&mut self, cause: impl Into<String>, help: impl Into<String>) {
        let problem = Problem { cause: cause.into(), help: help.into() };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

/// Reads a template; `spare` is a name for a placeholder that has none.
pub(crate) fn parse(text: &str, spare: &str) -> Template {
    let mut template = Template::default();
    if text.trim().is_empty() {
        template.problem(
            "the path template is empty",
            "write the path below the base URL, at least `\"/\"`",
        );
        return template;
    }
    let path = beginning(text, &mut template);
    // What follows `?` or `#` is no path: it is named as one problem, and not read further.
    let (path, query) = likely::split_query(path);
    if query.starts_with('#') {
        template.problem(
            format!("a fragment in the path template: `{query}`"),
            format!("a fragment is never sent: write `\"{}\"`", mended(path)),
        );
    } else if query == "?" {
        template.problem(
            "a query in the path template: `?`",
            format!("take it out: write `\"{}\"`", mended(path)),
        );
    } else if !query.is_empty() {
        // An argument may have been meant to fill it.
        template.is_unclear |= query.contains('{');
        template
            .problem(format!("a query in the path template: `{query}`"), likely::query_help(query));
    }
    pieces::read(path, spare, &mut template);
    segments(path, &mut template);
    template
}

/// What stands before the path is one problem, and the path goes on behind it.
fn beginning<'t>(text: &'t str, template: &mut Template) -> &'t str {
    let whole = mended(text);
    let write = format!("write `\"{whole}\"`");
    let path = text.trim();
    if let Some((verb, path)) = verb_line(path) {
        let help = format!("write `{} = \"{whole}\"`", verb.word());
        template.problem("a verb in the path template", help);
        return path;
    }
    if let Some(below) = likely::below_base(path) {
        let (path, query) = likely::split_query(below);
        let help = match query.starts_with('?') && query != "?" {
            true => format!("{write} here; {}", likely::query_help(query)),
            false => format!("{write} here"),
        };
        template.problem(
            "a full URL in place of a path template",
            format!("the base URL belongs to the client: {help}"),
        );
        return if path.is_empty() { "/" } else { path };
    }
    let blank_at_an_end = |char: &char| char.is_whitespace();
    let first = text.chars().next().filter(blank_at_an_end);
    if let Some(char) = first.or_else(|| text.chars().next_back().filter(blank_at_an_end)) {
        template.problem(format!("{} in the path template", blank(char)), write);
    } else if !path.starts_with('/') {
        template.problem("the path template doesn't start with `/`", write);
    }
    path.trim_start_matches("../").trim_start_matches("./")
}

fn blank(char: char) -> &'static str {
    match char {
        ' ' => "a space",
        '\n' | '\r' => "a line break",
        '\t' => "a tab",
        _ => "a blank or control character",
    }
}

/// Segments that would not arrive as they are written: a URL parser resolves dots, and an empty
/// segment is nearly always a slip.
fn segments(path: &str, template: &mut Template) {
    let plain = path.to_ascii_lowercase().replace("%2e", ".");
    for (segment, written) in plain.split('/').zip(path.split('/')) {
        if let Some(name) = likely::foreign_placeholder(written) {
            template.is_unclear = true;
            template.problem(
                format!("`{written}` in the path template is sent as it stands"),
                format!("a placeholder has braces: write `{{{name}}}`"),
            );
        }
        if segment == "." || segment == ".." {
            template.problem(
                format!("a `{written}` segment in the path template"),
                "it would be resolved before the request is sent: write the path it leads to",
            );
        }
    }
    if path.contains("//") {
        template.problem(
            "an empty segment in the path template: `//`",
            format!("write `\"{}\"`", mended(path)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One row per rule of the grammar: the template, and the causes it is refused for.
    const REFUSED: &[(&str, &[&str])] = &[
        ("", &["the path template is empty"]),
        ("jobs", &["the path template doesn't start with `/`"]),
        ("{id}", &["the path template doesn't start with `/`"]),
        ("https://api.example.com/v1/jobs", &["a full URL in place of a path template"]),
        ("/a?x=1", &["a query in the path template: `?x=1`"]),
        ("/a#top", &["a fragment in the path template: `#top`"]),
        ("/a b", &["a space in the path template"]),
        ("/a\tb", &["a tab in the path template"]),
        ("/a\nb", &["a line break in the path template"]),
        ("/a\u{7f}", &["a blank or control character in the path template"]),
        ("/a\\b", &["a backslash in the path template"]),
        ("/jobs/<id>", &["`<` or `>` in the path template"]),
        ("/jobs/%s", &["`%s` in the path template is no encoded byte"]),
        ("/jobs/%", &["`%` in the path template is no encoded byte"]),
        ("/jobs/{r#type}", &["`{r#type}` is not a placeholder"]),
        ("/jobs/{id?}", &["`{id?}` is not a placeholder"]),
        (
            "/jobs/{id?x=1",
            &["a query in the path template: `?x=1`", "the placeholder `{id` is not closed"],
        ),
        ("/{0}", &["`{0}` is not a placeholder"]),
        ("/{1e}", &["`{1e}` is not a placeholder"]),
        ("/{-}", &["`{-}` is not a placeholder"]),
        ("/${id}", &["`$` before a placeholder"]),
        ("/%{id}", &["`%` before a placeholder"]),
        ("/:id", &["`:id` in the path template is sent as it stands"]),
        ("/*rest", &["`*rest` in the path template is sent as it stands"]),
        ("/[id]", &["`[id]` in the path template is sent as it stands"]),
        ("/jobs{?limit}", &["a query in the path template: `{?limit}`"]),
        ("GET /jobs", &["a verb in the path template"]),
        ("/{{id}}", &["a doubled brace in the path template"]),
        ("/{}", &["a placeholder without a name: `{}`"]),
        ("/{id", &["the placeholder `{id` is not closed"]),
        ("/{id/x", &["the placeholder `{id` is not closed"]),
        ("/{a{b}", &["the placeholder `{a` is not closed"]),
        ("/id}", &["a `}` without a `{` in the path template"]),
        ("/{*rest}", &["`{*rest}` is not a placeholder"]),
        ("/{id:[0-9]+}", &["`{id:[0-9]+}` is not a placeholder"]),
        ("/{job id}", &["`{job id}` is not a placeholder"]),
        ("/{id}/{id}", &["the placeholder `{id}` stands twice in the path template"]),
        ("/a/../b", &["a `..` segment in the path template"]),
        ("/./b", &["a `.` segment in the path template"]),
        ("/a/%2E%2e", &["a `%2E%2e` segment in the path template"]),
        ("/a//b", &["an empty segment in the path template: `//`"]),
        (
            "a b?c",
            &[
                "the path template doesn't start with `/`",
                "a query in the path template: `?c`",
                "a space in the path template",
            ],
        ),
    ];

    const ACCEPTED: &[(&str, &[&str])] = &[
        ("/", &[]),
        ("/jobs", &[]),
        ("/jobs/", &[]),
        ("/jobs/{job_id}/cancel", &["job_id"]),
        ("/{a}/{b}", &["a", "b"]),
        ("/{id}:cancel", &["id"]),
        ("/v1:batch", &[]),
        ("/{from}..{to}", &["from", "to"]),
        ("/files/{name}.json", &["name"]),
        ("/{job-id}", &["job-id"]),
        ("/straße/ü", &[]),
        ("/a%20b", &[]),
        ("/...", &[]),
        ("/$metadata", &[]),
        ("/*", &[]),
    ];

    #[test]
    fn refused() {
        for (text, causes) in REFUSED {
            let found: Vec<String> =
                parse(text, "job_id").problems.into_iter().map(|p| p.cause).collect();
            assert_eq!(found, *causes, "template {text:?}");
        }
    }

    #[test]
    fn accepted() {
        for (text, names) in ACCEPTED {
            let template = parse(text, "job_id");
            assert_eq!(template.problems, [], "template {text:?}");
            assert_eq!(template.placeholders().collect::<Vec<_>>(), *names, "template {text:?}");
        }
    }

    #[test]
    fn pieces_keep_the_literal_text() {
        let template = parse("/jobs/{job_id}:cancel", "job_id");
        assert_eq!(
            template.pieces,
            [
                Piece::Literal("/jobs/".to_owned()),
                Piece::Placeholder("job_id".to_owned()),
                Piece::Literal(":cancel".to_owned()),
            ]
        );
    }

    #[test]
    fn the_help_names_what_to_write() {
        for (text, expected) in [
            ("https://x.test/v1/jobs/{id}", "`\"/v1/jobs/{id}\"`"),
            ("https://x.test/jobs?limit=10", "`\"/jobs\"` here; a query parameter is"),
            ("localhost:8080/jobs", "`\"/jobs\"` here"),
            ("/a?limit=1&after=x", "`#[query] limit: …`, `#[query] after: …`"),
            ("/a?", "`\"/a\"`"),
            ("/jobs{?limit,offset}", "`#[query] limit: …`, `#[query] offset: …`"),
            (" /jobs", "`\"/jobs\"`"),
            ("/jobs\n", "`\"/jobs\"`"),
            ("GET /jobs", "`get = \"/jobs\"`"),
            ("post  /jobs/{id}", "`post = \"/jobs/{id}\"`"),
            ("./jobs", "`\"/jobs\"`"),
            ("/v1///jobs", "`\"/v1/jobs\"`"),
            ("/jobs/#{id}", "`\"/jobs/{id}\"`"),
            ("/jobs/${id}", "`\"/jobs/{id}\"`; a dollar sign itself is `%24`"),
            ("/jobs/:id", "`{id}`"),
            ("/jobs/<int:id>", "`{id}`"),
            ("/files/<path..>", "`{path}`"),
            ("/jobs/{ id }", "`{id}`"),
            ("/jobs/{{id}}", "`{id}`"),
            ("/jobs/id}", "`{id}`"),
            ("/jobs/{2fa}", "`{_2fa}`"),
            ("/jobs/{0}", "`{spare}`"),
            ("/jobs/{}", "`{spare}`"),
            ("/jobs/{", "`{spare}`"),
            ("/jobs/{_}", "`{spare}`"),
        ] {
            let problems = parse(text, "spare").problems;
            assert_eq!(problems.len(), 1, "template {text:?}: {problems:?}");
            let help = &problems[0].help;
            assert!(help.contains(expected), "template {text:?}: {help}");
        }
    }
}
