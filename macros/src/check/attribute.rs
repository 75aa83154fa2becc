//! The rules of `#[endpoint(…)]` itself: verb, path template, `idempotent`, and commas between them.

mod guess;
pub(super) mod spelling;
mod unknown;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::LitStr;
use syn::ext::IdentExt;

use crate::errors::Errors;
use crate::model::Verb;
use crate::syntax::endpoint::{BESIDE_THE_VERB, Options};
use crate::syntax::list::split;
use crate::syntax::method::Method;
use crate::syntax::option::{Parted, Value, WrittenOption};
use crate::syntax::template::{self, Template};
use guess::{Guess, as_path, path_in};
pub(super) use spelling::first_text;
use spelling::{lone_group, spelled};
pub(crate) use unknown::unknown;

const VERBS: &str = "the verbs are get, post, put, patch, delete, head, options";

/// The verb with its path template, as far as they are known.
#[derive(Default)]
pub(crate) struct Target<'o> {
    pub(crate) verb: Option<Verb>,
    pub(crate) template: Option<(&'o LitStr, Template)>,
}

/// One verb with a path template: `get = "/jobs/{job_id}"`.
pub(crate) fn target<'o>(options: &'o Options, method: &Method, errors: &mut Errors) -> Target<'o> {
    let mut target = Target::default();
    let mut verbs = options.all.iter().filter_map(|option| Some((option, verb_of(option)?)));
    let Some((first, verb)) = verbs.next() else {
        missing(options, errors);
        return target;
    };
    let rest: Vec<(&WrittenOption, Verb)> = verbs.collect();
    let with_path = rest.iter().find_map(|(option, _)| match &option.value {
        Value::Text(path) if matches!(first.value, Value::None) => Some(path.value()),
        _ => None,
    });
    target.verb = Some(verb);
    if with_path.is_none() {
        target.template = path_template(options, first, verb, method, errors);
    }
    for (second, again) in rest {
        second_verb((first, verb), (second, again), with_path.as_deref(), errors);
    }
    target
}

/// No option is a verb. What is no option at all most likely was meant to be one: it is told there.
fn missing(options: &Options, errors: &mut Errors) {
    if Guess::of(options).at.is_some() || !options.all.iter().all(is_known) {
        return;
    }
    let cause = "an endpoint needs a verb and a path template";
    let help = format!("write `#[endpoint(get = \"/jobs/{{job_id}}\")]`; {VERBS}");
    if options.all.is_empty() {
        errors.add_at(Span::call_site(), cause, help);
    } else {
        errors.add(Each(&options.all), cause, help);
    }
}

/// `path` is the second one's, where the first has none.
fn second_verb(
    (first, verb): (&WrittenOption, Verb),
    (second, again): (&WrittenOption, Verb),
    path: Option<&str>,
    errors: &mut Errors,
) {
    let (verb, word) = (verb.word(), again.word());
    if first.name == second.name && path.is_none() {
        errors.add(
            second,
            format!("the verb `{word}` stands twice"),
            "an endpoint has one path template: declare another method for the other",
        );
        return;
    }
    let help = match path {
        Some(path) => format!(
            "an endpoint has one verb: write `{verb} = \"{path}\"`, and declare another method for \
             `{word}`"
        ),
        None => format!("an endpoint has one verb: declare another method for `{word}`"),
    };
    errors.add(second, format!("`{word}` is a second verb"), help);
}

fn path_template<'o>(
    options: &Options,
    option: &'o WrittenOption,
    verb: Verb,
    method: &Method,
    errors: &mut Errors,
) -> Option<(&'o LitStr, Template)> {
    let word = verb.word();
    let line = Guess::of(options).line_of(verb);
    match &option.value {
        Value::Text(text) => {
            let written = text.value();
            let spare = spare_argument(method, &written);
            let template = template::parse(&written, spare.as_deref().unwrap_or("job_id"));
            for problem in &template.problems {
                errors.add(text, &problem.cause, &problem.help);
            }
            return Some((text, template));
        }
        Value::None => errors.add(
            option,
            format!("no path template behind the verb `{word}`"),
            format!("write `{line}`"),
        ),
        Value::Other(value) if value.is_empty() => errors.add(
            option,
            format!("no path template behind `{word} =`"),
            format!("write `{line}`"),
        ),
        Value::Other(value) => no_literal(value, word, errors),
        Value::Odd(value) => errors.add(
            value,
            format!("no `=` behind the verb `{word}`"),
            format!("write `{line}{}`", beside_in_parentheses(value)),
        ),
    }
    None
}

/// `, idempotent` in `("/jobs", idempotent)`.
fn beside_in_parentheses(value: &TokenStream) -> String {
    let Some((Delimiter::Parenthesis, inner)) = lone_group(value) else { return String::new() };
    split(inner).iter().skip(1).map(|option| format!(", {}", spelled(option))).collect()
}

/// An argument that could fill a placeholder, and fills none yet.
fn spare_argument(method: &Method, template: &str) -> Option<String> {
    let mut without_role = method.arguments.iter().filter(|argument| argument.roles.is_empty());
    without_role.find_map(|argument| {
        let name = argument.ident()?.unraw().to_string();
        (!template.contains(&name)).then_some(name)
    })
}

/// Something other than a path template in quotes.
fn no_literal(value: &TokenStream, word: &str, errors: &mut Errors) {
    let mut tokens = value.clone().into_iter();
    let (first, second) = (tokens.next(), tokens.next());
    let path = path_in(value).map(as_path);
    let line = path.as_ref().map(|path| format!("write `{word} = \"{path}\"`"));
    let cause = "the path template is not a string literal";
    match (first, &second, line) {
        (Some(TokenTree::Punct(arrow)), _, Some(line)) if arrow.as_char() == '>' => {
            errors.add(arrow, "`=>` behind the verb", line);
        }
        (Some(TokenTree::Literal(text)), None, Some(line)) if text.to_string().starts_with('"') => {
            let suffix = text.to_string();
            let suffix = suffix.rsplit('"').next().unwrap_or_default();
            errors.add(text, format!("`{suffix}` behind the quotes of the path template"), line);
        }
        (Some(TokenTree::Literal(_)), Some(TokenTree::Punct(plus)), _) if plus.as_char() == '+' => {
            let path = path.unwrap_or_default();
            let path = path.trim_end_matches('/');
            errors.add(
                value,
                cause,
                format!(
                    "nothing can be added to it: write the whole path, with a placeholder for what \
                     varies, as in `{word} = \"{path}/{{job_id}}\"`"
                ),
            );
        }
        (Some(TokenTree::Punct(slash)), _, Some(line)) if slash.as_char() == '/' => {
            errors.add(value, cause, line.replacen("write", "write it in quotes:", 1));
        }
        (_, _, Some(line)) => errors.add(value, cause, line),
        (Some(TokenTree::Ident(name)), None, None) if is_lower(&name.to_string()) => {
            errors.add(value, cause, format!("write it in quotes: `{word} = \"/{name}\"`"));
        }
        _ => errors.add(
            value,
            cause,
            format!(
                "a constant or a macro can't stand here: write the path itself, \
                 as in `{word} = \"/jobs/{{job_id}}\"`"
            ),
        ),
    }
}

fn is_lower(word: &str) -> bool {
    word.chars().all(|char| char.is_lowercase() || char == '_')
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

/// One comma between two options, and no other sign.
pub(crate) fn commas(options: &Options, errors: &mut Errors) {
    for sign in options.stray.iter().filter(|_| !options.all.is_empty()) {
        let cause = format!("a `{sign}` that parts nothing");
        errors.add(sign, cause, "take it out: one comma stands between two options");
    }
    let is_ours = |option: &WrittenOption| verb_of(option).is_some() || is_known(option);
    for (before, option) in options.all.iter().zip(options.all.iter().skip(1)) {
        // A word that is none is told as that, and so is a second verb.
        let are_verbs = verb_of(before).is_some() && verb_of(option).is_some();
        if !is_ours(before) || !is_ours(option) || are_verbs {
            continue;
        }
        let at = match &option.parted {
            Parted::Well => continue,
            Parted::Not => option.to_token_stream(),
            Parted::By(sign) => sign.to_token_stream(),
        };
        let shown = spelled(before);
        let cause = match (verb_of(before), &before.value) {
            (Some(_), Value::Text(_)) => "no comma behind the path template".to_owned(),
            _ => format!("no comma behind `{shown}`"),
        };
        errors.add(at, cause, format!("write `{shown}, {}`", spelled(option)));
    }
}

fn verb_of(option: &WrittenOption) -> Option<Verb> {
    let name = option.name.as_ref()?;
    Verb::ALL.iter().copied().find(|verb| name == verb.word())
}

/// Whether it is an option that stands beside the verb.
fn is_known(option: &WrittenOption) -> bool {
    let is_one = |name| BESIDE_THE_VERB.iter().any(|known| name == known);
    option.name.as_ref().is_some_and(is_one)
}

fn is_idempotent(option: &WrittenOption) -> bool {
    option.name.as_ref().is_some_and(|name| name == "idempotent")
}

/// The path template of the verb; empty if there is none.
pub(super) fn path_of_the_verb(options: &Options) -> String {
    let mut verbs = options.all.iter().filter(|option| verb_of(option).is_some());
    match verbs.next().map(|verb| &verb.value) {
        Some(Value::Text(path)) => path.value(),
        _ => String::new(),
    }
}

/// Whether it is `query = "/jobs"` in the place of a verb, which is told as that.
pub(super) fn is_instead_of_a_verb(option: &WrittenOption, options: &Options) -> bool {
    let at = Guess::of(options).at.and_then(|at| options.all.get(at));
    at.is_some_and(|at| std::ptr::eq(at, option))
}

struct Each<'a>(&'a [WrittenOption]);

impl ToTokens for Each<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for option in self.0 {
            option.to_tokens(tokens);
        }
    }
}
