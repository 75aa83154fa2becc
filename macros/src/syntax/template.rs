//! `"/jobs/{job_id}/cancel"`: a path template. Pure: text in, pieces and problems out.

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

/// Reads a template.
pub(crate) fn parse(text: &str) -> Template {
    let mut template = Template::default();
    if text.is_empty() {
        template.problem(
            "the path template is empty",
            "write the path below the base URL, at least `\"/\"`",
        );
        return template;
    }
    let mut text = text;
    if let Some((_, rest)) = text.split_once("://") {
        let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
        template.problem(
            "a full URL in place of a path template",
            format!("the base URL belongs to the client: write `\"{path}\"` here"),
        );
        text = path;
    }
    if !text.starts_with('/') {
        template
            .problem("the path template doesn't start with `/`", format!("write `\"/{text}\"`"));
    }
    // What follows `?` or `#` is no path: it is named as one problem, and not read further.
    let path = match outside_braces(text).and_then(|at| text.split_at_checked(at)) {
        Some((path, query)) if query.starts_with('?') => {
            template.problem(format!("a query in the path template: `{query}`"), query_help(query));
            path
        }
        Some((path, fragment)) => {
            template.problem(
                format!("a fragment in the path template: `{fragment}`"),
                format!("a fragment is never sent: write `\"{path}\"`"),
            );
            path
        }
        None => text,
    };
    pieces(path, &mut template);
    segments(path, &mut template);
    template
}

/// Where `?` or `#` stands first, but for those between braces.
fn outside_braces(text: &str) -> Option<usize> {
    let mut inside = false;
    text.char_indices().find_map(|(at, char)| {
        match char {
            '{' => inside = text.get(at..).is_some_and(|rest| rest.contains('}')),
            '}' => inside = false,
            _ => {}
        }
        (!inside && matches!(char, '?' | '#')).then_some(at)
    })
}

/// Splits at braces.
fn pieces(path: &str, template: &mut Template) {
    if path.contains("{{") || path.contains("}}") {
        template.problem(
            "a doubled brace in the path template",
            "a placeholder has one brace on each side: `{job_id}`",
        );
        template.is_unclear = true;
        return;
    }
    let mut rest = path;
    while let Some((literal, after)) = rest.split_once('{') {
        literal_piece(literal, template);
        let end = after.find(['}', '{', '/']).and_then(|at| after.split_at_checked(at));
        let closed = end.and_then(|(name, tail)| Some((name, tail.strip_prefix('}')?)));
        let Some((name, tail)) = closed else {
            let name = end.map_or(after, |(name, _)| name);
            let likely = if name.is_empty() { "job_id" } else { name };
            template.problem(
                format!("the placeholder `{{{name}` is not closed"),
                format!("write the name of its argument in braces: `{{{likely}}}`"),
            );
            template.is_unclear = true;
            rest = end.map_or("", |(_, tail)| tail);
            continue;
        };
        placeholder(name, template);
        rest = tail;
    }
    literal_piece(rest, template);
}

fn literal_piece(text: &str, template: &mut Template) {
    if text.contains('}') {
        template.problem(
            "a `}` without a `{` in the path template",
            "a placeholder has a brace on each side: `{job_id}`",
        );
        template.is_unclear = true;
    }
    if let Some(space) = text.chars().find(|char| char.is_whitespace() || char.is_control()) {
        template.problem(
            format!("{} in the path template", blank(space)),
            "take it out: where the service's path really has one, write it encoded, as `%20`",
        );
    }
    if let Some((_, after)) = text.split_once(['<', '>']) {
        let name = plain_name(after);
        template.problem(
            "`<` or `>` in the path template",
            format!("a placeholder has braces: write `{{{name}}}`"),
        );
        template.is_unclear = true;
    }
    if let Some(odd) = odd_percent(text) {
        template.problem(
            format!("`{odd}` in the path template is no encoded byte"),
            "write a percent sign itself as `%25`, and a placeholder in braces: `{job_id}`",
        );
    }
    if text.contains('\\') {
        template.problem("a backslash in the path template", "segments are parted by `/`");
    }
    if !text.is_empty() {
        template.pieces.push(Piece::Literal(text.to_owned()));
    }
}

/// A `%` without two digits, with what follows it.
fn odd_percent(text: &str) -> Option<String> {
    text.match_indices('%').find_map(|(at, _)| {
        let code: String = text.get(at + 1..)?.chars().take(2).collect();
        let is_code = code.len() == 2 && code.chars().all(|char| char.is_ascii_hexdigit());
        (!is_code).then(|| format!("%{code}"))
    })
}

fn blank(char: char) -> &'static str {
    match char {
        ' ' => "a space",
        '\n' | '\r' => "a line break",
        '\t' => "a tab",
        _ => "a blank or control character",
    }
}

fn placeholder(name: &str, template: &mut Template) {
    if name.is_empty() {
        template.problem(
            "a placeholder without a name: `{}`",
            "write the name of the argument that fills it: `{job_id}`",
        );
        template.is_unclear = true;
        return;
    }
    if !name.chars().all(|char| char.is_alphanumeric() || "_-.".contains(char)) {
        let plain = plain_name(name);
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

/// `*path`, `id:[0-9]+` and `job id` -> the name that is most likely meant.
fn plain_name(name: &str) -> String {
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    let name = name.strip_prefix("r#").unwrap_or(name);
    let name = name.trim_start_matches(|char| !is_word(char)).replace([' ', '\t'], "_");
    let name: String = name.chars().take_while(|char| is_word(*char)).collect();
    if name.is_empty() { "job_id".to_owned() } else { name }
}

/// Segments that would not arrive as they are written: a URL parser resolves dots, and an empty
/// segment is nearly always a slip.
fn segments(path: &str, template: &mut Template) {
    let plain = path.to_ascii_lowercase().replace("%2e", ".");
    for (segment, written) in plain.split('/').zip(path.split('/')) {
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
            format!("write `\"{}\"`", path.replace("//", "/")),
        );
    }
}

/// `?limit=10&after={cursor}` -> the arguments to write instead.
fn query_help(query: &str) -> String {
    let names: Vec<String> = query
        .trim_start_matches('?')
        .split(['&', '#'])
        .filter_map(|pair| pair.split('=').next())
        .filter(|name| syn::parse_str::<syn::Ident>(name).is_ok())
        .map(|name| format!("`#[query] {name}: …`"))
        .collect();
    match names.as_slice() {
        [] => "a query parameter is an argument of the method: `#[query] limit: u32`".to_owned(),
        names => {
            format!("a query parameter is an argument of the method: {}", names.join(", "))
        }
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
    ];

    #[test]
    fn refused() {
        for (text, causes) in REFUSED {
            let found: Vec<String> = parse(text).problems.into_iter().map(|p| p.cause).collect();
            assert_eq!(found, *causes, "template {text:?}");
        }
    }

    #[test]
    fn accepted() {
        for (text, names) in ACCEPTED {
            let template = parse(text);
            assert_eq!(template.problems, [], "template {text:?}");
            assert_eq!(template.placeholders().collect::<Vec<_>>(), *names, "template {text:?}");
        }
    }

    #[test]
    fn pieces_keep_the_literal_text() {
        let template = parse("/jobs/{job_id}:cancel");
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
        let help = |text| parse(text).problems.remove(0).help;
        assert!(help("https://x.test/v1/jobs/{id}").contains("`\"/v1/jobs/{id}\"`"));
        assert!(help("/a?limit=1&after=x").contains("`#[query] limit: …`, `#[query] after: …`"));
        assert!(help("/a?").contains("#[query] limit: u32"));
    }
}
