//! The rules of `#[endpoint(…)]` itself: verb, path template, `idempotent`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::LitStr;
use syn::ext::IdentExt;

use super::options::NAMES;
use super::types;
use crate::errors::Errors;
use crate::model::Verb;
use crate::suggest;
use crate::syntax::endpoint::Options;
use crate::syntax::method::Method;
use crate::syntax::option::{Value, WrittenOption};
use crate::syntax::template::{self, Template};

const VERBS: &str = "the verbs are get, post, put, patch, delete, head, options";

/// The verb with its path template, as far as they are known.
#[derive(Default)]
pub(crate) struct Target {
    pub(crate) verb: Option<Verb>,
    pub(crate) template: Option<(LitStr, Template)>,
}

/// One verb with a path template: `get = "/jobs/{job_id}"`.
pub(crate) fn target(options: &Options, method: &Method, errors: &mut Errors) -> Target {
    let mut target = Target::default();
    let mut first: Option<&WrittenOption> = None;
    // What is no option at all most likely was meant to be the verb: no second message for it.
    let mut excused = false;
    for option in &options.all {
        let Some(verb) = verb_of(option) else {
            excused |= !is_known(option);
            continue;
        };
        if let Some(first) = first {
            second_verb(first, option, verb, errors);
            continue;
        }
        first = Some(option);
        target.verb = Some(verb);
        target.template = path_template(options, option, verb, method, errors);
    }
    if first.is_none() && !excused {
        let cause = "an endpoint needs a verb and a path template";
        let help = format!("write `#[endpoint(get = \"/jobs/{{job_id}}\")]`; {VERBS}");
        if options.all.is_empty() {
            errors.add_at(Span::call_site(), cause, help);
        } else {
            errors.add(Each(&options.all), cause, help);
        }
    }
    target
}

fn second_verb(first: &WrittenOption, second: &WrittenOption, verb: Verb, errors: &mut Errors) {
    if first.name == second.name {
        errors.add(
            second,
            format!("the verb `{}` stands twice", verb.word()),
            "an endpoint has one path template: declare another method for the other",
        );
    } else {
        errors.add(
            second,
            format!("`{}` is a second verb", verb.word()),
            format!("an endpoint has one verb: declare another method for `{}`", verb.word()),
        );
    }
}

fn path_template(
    options: &Options,
    option: &WrittenOption,
    verb: Verb,
    method: &Method,
    errors: &mut Errors,
) -> Option<(LitStr, Template)> {
    let word = verb.word();
    let Guess { path, .. } = guess(options);
    match &option.value {
        Value::Text(text) => {
            let written = text.value();
            let spare = spare_argument(method, &written);
            let template = template::parse(&written, spare.as_deref().unwrap_or("job_id"));
            for problem in &template.problems {
                errors.add(text, &problem.cause, &problem.help);
            }
            return Some((text.clone(), template));
        }
        Value::None => errors.add(
            option,
            format!("no path template behind the verb `{word}`"),
            format!("write `{word} = \"{path}\"`"),
        ),
        Value::Other(value) if value.is_empty() => errors.add(
            option,
            format!("no path template behind `{word} =`"),
            format!("write `{word} = \"/jobs/{{job_id}}\"`"),
        ),
        Value::Other(value) if first_text(value).is_some_and(|text| text.starts_with('/')) => {
            slip_around_path(value, word, errors);
        }
        Value::Other(value) => errors.add(
            value,
            "the path template is not a string literal",
            format!(
                "a constant or a macro can't stand here: write the path itself, \
                 as in `{word} = \"/jobs/{{job_id}}\"`"
            ),
        ),
        Value::Odd(value) => errors.add(
            value,
            format!("no `=` behind the verb `{word}`"),
            match first_text(value) {
                Some(text) => format!("write `{word} = \"{text}\"`"),
                None => format!("write `{word} = \"/jobs/{{job_id}}\"`"),
            },
        ),
    }
    None
}

/// An argument that could fill a placeholder, and fills none yet.
fn spare_argument(method: &Method, template: &str) -> Option<String> {
    let mut without_role = method.arguments.iter().filter(|argument| argument.roles.is_empty());
    without_role.find_map(|argument| {
        let name = argument.ident()?.unraw().to_string();
        (!template.contains(&name)).then_some(name)
    })
}

/// The path template is there, and something that doesn't belong there.
fn slip_around_path(value: &TokenStream, word: &str, errors: &mut Errors) {
    let path = first_text(value).unwrap_or_default();
    let mut tokens = value.clone().into_iter();
    let first = tokens.next();
    let rest: TokenStream = tokens.collect();
    match first {
        Some(TokenTree::Punct(arrow)) if arrow.as_char() == '>' => {
            errors.add(arrow, "`=>` behind the verb", format!("write `{word} = \"{path}\"`"));
        }
        Some(TokenTree::Literal(_)) if !rest.is_empty() => {
            let next = types::source(&rest);
            let next = next.trim_start_matches([';', ' ']);
            errors.add(
                &rest,
                "no comma behind the path template",
                format!("write `{word} = \"{path}\", {next}`"),
            );
        }
        _ => errors.add(
            value,
            "the path template is not a string literal",
            format!("write `{word} = \"{path}\"`"),
        ),
    }
}

/// `idempotent` on POST or PATCH only, as it holds for the other verbs anyway; at most once.
pub(crate) fn idempotent(options: &Options, verb: Option<Verb>, errors: &mut Errors) -> bool {
    let mut given = options.all.iter().filter(|option| is_idempotent(option));
    let Some(option) = given.next() else { return verb.is_some_and(Verb::is_idempotent) };
    let value = match &option.value {
        Value::None => None,
        Value::Text(text) => Some(text.to_token_stream()),
        Value::Other(tokens) | Value::Odd(tokens) => Some(tokens.clone()),
    };
    if let Some(value) = value {
        let help = match value.to_string().as_str() {
            "false" => "leave it out: `post` and `patch` are not idempotent unless it is there",
            _ => "write `idempotent` alone",
        };
        let at = if value.is_empty() { option.to_token_stream() } else { value };
        errors.add(at, "`idempotent` has no value", help);
    } else if let Some(verb) = verb.filter(|verb| verb.is_idempotent()) {
        errors.add(
            option,
            format!("`idempotent` on {}, which always is", verb.method()),
            "leave it out: only `post` and `patch` need it",
        );
    }
    for again in given {
        errors.add(again, "`idempotent` stands twice", "once is enough");
    }
    true
}

/// Nothing else stands in the attribute.
pub(crate) fn unknown(options: &Options, errors: &mut Errors) {
    let guess = guess(options);
    for option in &options.all {
        match &option.name {
            None if guess.is_told_at_a_verb => {}
            None => {
                let (verb, path) = (guess.verb, &guess.path);
                let cause = "no verb before the path template";
                errors.add(option, cause, format!("write `{verb} = \"{path}\"`; {VERBS}"));
            }
            Some(_) if verb_of(option).is_some() || is_known(option) => {}
            Some(name) => unknown_name(name, option, &guess, errors),
        }
    }
}

/// What the options most likely mean, for the helps.
struct Guess {
    verb: &'static str,
    path: String,
    /// The verb stands alone, and the help there says how the path belongs to it.
    is_told_at_a_verb: bool,
}

fn guess(options: &Options) -> Guess {
    let verb = options.all.iter().find_map(|option| match &option.name {
        Some(name) if is_one_of(name, &["method", "verb"]) => verb_in(&option.value),
        _ => verb_of(option),
    });
    let line = options.all.iter().find_map(|option| match option.name {
        None => template::verb_line(&first_text(&option.tokens)?)
            .map(|(verb, path)| (verb, path.to_owned())),
        Some(_) => None,
    });
    if let Some((verb, path)) = line {
        return Guess { verb: verb.word(), path, is_told_at_a_verb: false };
    }
    let path = options.all.iter().find_map(|option| match (&option.name, &option.value) {
        (Some(name), Value::Text(text)) if is_one_of(name, &PATHS) => Some(text.value()),
        (None, _) => first_text(&option.tokens),
        _ => None,
    });
    let alone = |option: &WrittenOption| {
        let is_verb = verb_of(option).is_some() && matches!(option.value, Value::None);
        is_verb || option.name.as_ref().is_some_and(|name| is_one_of(name, &["method", "verb"]))
    };
    Guess {
        verb: verb.map_or("get", Verb::word),
        is_told_at_a_verb: path.is_some() && options.all.iter().any(alone),
        path: path.unwrap_or_else(|| "/jobs/{job_id}".to_owned()),
    }
}

const PATHS: [&str; 5] = ["path", "url", "uri", "route", "endpoint"];

fn is_one_of(name: &proc_macro2::Ident, words: &[&str]) -> bool {
    words.iter().any(|word| name == word)
}

fn unknown_name(
    name: &proc_macro2::Ident,
    option: &WrittenOption,
    guess: &Guess,
    errors: &mut Errors,
) {
    let text = name.unraw().to_string();
    let Guess { verb, path, .. } = guess;
    let no_option = format!("`{text}` is not an option of an endpoint");
    let verbs = Verb::ALL.map(Verb::word);
    let (cause, help) = match text.as_str() {
        _ if is_one_of(name, &PATHS) => {
            if guess.is_told_at_a_verb {
                return;
            }
            let help = format!("the path template stands behind the verb: `{verb} = \"{path}\"`");
            (no_option, format!("{help}; {VERBS}"))
        }
        "method" | "verb" => (no_option, format!("write `{verb} = \"{path}\"`")),
        "deadline" | "retries" => {
            (no_option, format!("say it at the call: `api.list().{text}(…).await`"))
        }
        "retry" | "max_retries" | "attempts" => {
            (no_option, "say it at the call: `api.list().retries(…).await`".to_owned())
        }
        "auth" | "token" | "bearer" | "api_key" | "key" => (
            no_option,
            "the client sends the key: `Client::builder().bearer_token(…)`, or `.auth(…)`"
                .to_owned(),
        ),
        "base_url" | "base" | "host" | "server" => (
            no_option,
            "the client knows where the API is: `Client::builder().base_url(…)`".to_owned(),
        ),
        "accept" | "content_type" | "user_agent" | "accept_language" => {
            let name = text.replace('_', "-");
            let value = match &option.value {
                Value::Text(value) => value.value(),
                _ => "…".to_owned(),
            };
            (no_option, format!("it is a header: write `header(\"{name}\" = \"{value}\")`"))
        }
        "body" | "form" | "part" | "params" | "json" => {
            let role = if text == "json" { "body" } else { text.as_str() };
            (no_option, format!("it is a role: `#[{role}]` stands before an argument"))
        }
        "returns" | "response" | "output" | "result" => {
            (no_option, "the method says it: `-> Call<Job>`".to_owned())
        }
        "name" | "id" | "operation" | "summary" | "description" | "doc" => {
            (no_option, "the method has the name, and its doc comment the words".to_owned())
        }
        "headers" => (no_option, "write `header(\"name\" = \"value\")`".to_owned()),
        "status" => (no_option, "write `expect = 202`".to_owned()),
        _ => match (suggest::nearest(&text, verbs), &option.value) {
            (None, Value::Text(path))
                if path.value().starts_with('/') && synonym(&text).is_some() =>
            {
                let verb = synonym(&text).map_or("get", Verb::word);
                (
                    format!("`{text}` is not a verb"),
                    format!("did you mean `{verb} = \"{}\"`? {VERBS}", path.value()),
                )
            }
            (Some(verb), Value::Text(path)) => (
                format!("`{text}` is not a verb"),
                format!("did you mean `{verb} = \"{}\"`? {VERBS}", path.value()),
            ),
            (Some(verb), _) => (no_option, format!("did you mean `{verb}`? {VERBS}")),
            (None, Value::Text(path)) if path.value().starts_with('/') => {
                (format!("`{text}` is not a verb"), VERBS.to_owned())
            }
            (None, _) => {
                let known = ["idempotent"].into_iter().chain(NAMES);
                match suggest::nearest(&text, known) {
                    Some(near) => (no_option, format!("did you mean `{near}`?")),
                    None => (
                        no_option,
                        format!(
                            "beside the verb may stand idempotent, timeout, expect, header, query, \
                             error; \
                             {VERBS}"
                        ),
                    ),
                }
            }
        },
    };
    errors.add(name, cause, help);
}

/// What others call a verb.
fn synonym(word: &str) -> Option<Verb> {
    match word {
        "read" | "fetch" | "list" | "show" => Some(Verb::Get),
        "create" | "add" | "new" | "insert" => Some(Verb::Post),
        "replace" | "upsert" | "set" => Some(Verb::Put),
        "update" | "modify" | "change" => Some(Verb::Patch),
        "remove" | "del" | "destroy" => Some(Verb::Delete),
        _ => None,
    }
}

fn verb_of(option: &WrittenOption) -> Option<Verb> {
    let name = option.name.as_ref()?;
    Verb::ALL.into_iter().find(|verb| name == verb.word())
}

/// Whether it is an option that stands beside the verb.
fn is_known(option: &WrittenOption) -> bool {
    let is_one = |name| NAMES.iter().any(|known| name == known);
    is_idempotent(option) || option.name.as_ref().is_some_and(is_one)
}

fn is_idempotent(option: &WrittenOption) -> bool {
    option.name.as_ref().is_some_and(|name| name == "idempotent")
}

/// `"POST"`, `POST` or `Method::POST` -> the verb.
fn verb_in(value: &Value) -> Option<Verb> {
    let text = match value {
        Value::Text(text) => text.value(),
        Value::Other(tokens) | Value::Odd(tokens) => types::source(tokens),
        Value::None => return None,
    };
    let word = text.rsplit("::").next()?.trim_matches(|char: char| !char.is_alphabetic());
    Verb::ALL.into_iter().find(|verb| verb.word().eq_ignore_ascii_case(word))
}

pub(super) fn first_text(tokens: &TokenStream) -> Option<String> {
    tokens.clone().into_iter().find_map(|token| match token {
        TokenTree::Group(group) => first_text(&group.stream()),
        token => syn::parse2::<LitStr>(token.into()).ok().map(|text| text.value()),
    })
}

struct Each<'a>(&'a [WrittenOption]);

impl ToTokens for Each<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for option in self.0 {
            option.to_tokens(tokens);
        }
    }
}
