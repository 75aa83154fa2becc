//! What an attribute without a good `get = "/jobs"` most likely means, for one message that has all of
//! it: the verb may stand in one option, the path in another.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;

use super::spelling::{first_text, lone_group, lone_text, spelled};
use super::unknown::{help_for, synonym};
use super::{is_known, verb_of};
use crate::model::Verb;
use crate::suggest;
use crate::syntax::endpoint::{self, BESIDE_THE_VERB, Options};
use crate::syntax::option::{Value, WrittenOption};
use crate::syntax::template;

/// The verb and the path that the options mean, and which of them say so.
pub(super) struct Guess {
    verb: Option<Verb>,
    path: Option<String>,
    parts: Vec<bool>,
    /// Some option is a verb, as it should be.
    pub(super) is_declared: bool,
    /// That verb has its path in another option, which is told at the verb.
    pub(super) is_path_elsewhere: bool,
    /// Where the one message stands if no option is a verb.
    pub(super) at: Option<usize>,
}

/// What one option says of it.
#[derive(Default)]
struct Part {
    verb: Option<Verb>,
    path: Option<String>,
}

impl Guess {
    pub(super) fn of(options: &Options) -> Guess {
        let all = &options.all;
        let is_declared = all.iter().any(|option| verb_of(option).is_some());
        let parts: Vec<Option<Part>> = all.iter().map(|option| part(option, is_declared)).collect();
        let found = || parts.iter().flatten();
        let declared = all.iter().zip(&parts).find(|(option, _)| verb_of(option).is_some());
        let own = declared.and_then(|(_, part)| part.as_ref()?.path.clone());
        let path = own.clone().or_else(|| found().find_map(|part| part.path.clone()));
        let at = || {
            let has_verb = |part: &Option<Part>| part.as_ref().is_some_and(|p| p.verb.is_some());
            let nameless = || all.iter().position(|option| option.name.is_none());
            parts
                .iter()
                .position(has_verb)
                .or_else(|| parts.iter().position(Option::is_some))
                .or_else(nameless)
        };
        Guess {
            verb: declared
                .and_then(|(option, _)| verb_of(option))
                .or_else(|| found().find_map(|part| part.verb)),
            is_path_elsewhere: is_declared && own.is_none() && path.is_some(),
            at: if is_declared { None } else { at() },
            path,
            parts: parts.iter().map(Option::is_some).collect(),
            is_declared,
        }
    }

    pub(super) fn is_part(&self, index: usize) -> bool {
        self.parts.get(index).copied().unwrap_or_default()
    }

    /// `get = "/jobs"`.
    pub(super) fn line(&self) -> String {
        self.line_of(self.verb.unwrap_or(Verb::Get))
    }

    pub(super) fn line_of(&self, verb: Verb) -> String {
        let path = self.path.as_deref().unwrap_or("/jobs/{job_id}");
        format!("{} = \"{path}\"", verb.word())
    }

    pub(super) fn line_with(&self, path: &str) -> String {
        format!("{} = \"{path}\"", self.verb.unwrap_or(Verb::Get).word())
    }
}

const PATHS: [&str; 5] = ["path", "url", "uri", "route", "endpoint"];
const VERBS: [&str; 2] = ["method", "verb"];

pub(super) fn is_path_word(name: &Ident) -> bool {
    PATHS.iter().any(|word| name == word)
}

pub(super) fn is_verb_word(name: &Ident) -> bool {
    VERBS.iter().any(|word| name == word)
}

fn part(option: &WrittenOption, is_declared: bool) -> Option<Part> {
    let Some(name) = &option.name else { return nameless(&option.tokens) };
    let path = path_of(option);
    if let Some(verb) = verb_of(option).or_else(|| word_of_verb(&name.unraw().to_string())) {
        return Some(Part { verb: Some(verb), path: path.map(as_path) });
    }
    if is_path_word(name) {
        let inner = match &option.value {
            Value::Odd(tokens) => lone_group(tokens).and_then(|(_, inner)| in_group(inner)),
            _ => None,
        };
        return Some(inner.unwrap_or(Part { verb: None, path: path.map(as_path) }));
    }
    if is_verb_word(name) {
        return Some(Part { verb: verb_in(&option.value), path: None });
    }
    if let Some(verb) = last_of_path(option).and_then(|word| word_of_verb(&word)) {
        return Some(Part { verb: Some(verb), path: None });
    }
    let path = path.filter(|path| path.starts_with('/'));
    if is_known(option) {
        // The method QUERY, which isn't a verb here.
        let is_query = name == "query" && !is_declared;
        return path.filter(|_| is_query).map(|path| Part { verb: None, path: Some(path) });
    }
    if is_declared || help_for(name, option).is_some() {
        return None;
    }
    let word = name.unraw().to_string();
    let near = suggest::nearest(&word, &Verb::words()).and_then(word_of_verb);
    let verb = near.or_else(|| synonym(&word).filter(|_| path.is_some()));
    (verb.is_some() || path.is_some()).then_some(Part { verb, path })
}

/// `"GET", "/jobs"`, `"get" = "/jobs"`, `(get = "/jobs")`.
fn nameless(tokens: &TokenStream) -> Option<Part> {
    if let Some(text) = lone_text(tokens) {
        if let Some(verb) = word_of_verb(&text) {
            return Some(Part { verb: Some(verb), path: None });
        }
        if let Some((verb, path)) = template::verb_line(&text) {
            return Some(Part { verb: Some(verb), path: Some(path.to_owned()) });
        }
        let is_path = !text.is_empty() && !text.contains(char::is_whitespace);
        let is_path = is_path && !BESIDE_THE_VERB.contains(&text.as_str());
        return is_path.then(|| Part { verb: None, path: Some(as_path(text)) });
    }
    let rest: TokenStream = tokens.clone().into_iter().skip(1).collect();
    match tokens.clone().into_iter().next()? {
        TokenTree::Literal(_) => {
            let word = first_text(tokens)?;
            Some(Part { verb: Some(word_of_verb(&word)?), path: path_in(&rest).map(as_path) })
        }
        TokenTree::Group(group) => {
            let mut part = in_group(group.stream())?;
            part.path = part.path.or_else(|| path_in(&rest).map(as_path));
            Some(part)
        }
        // `#[get = "/jobs"]`, `= "/jobs"`, `/jobs`
        _ => match rest.into_iter().next() {
            Some(TokenTree::Group(group)) => in_group(group.stream()),
            _ => path_in(tokens).map(|path| Part { verb: None, path: Some(as_path(path)) }),
        },
    }
}

fn in_group(inner: TokenStream) -> Option<Part> {
    let guess = Guess::of(&endpoint::parse(inner));
    let part = Part { verb: guess.verb, path: guess.path };
    (part.verb.is_some() || part.path.is_some()).then_some(part)
}

/// The path behind an option's name.
pub(super) fn path_of(option: &WrittenOption) -> Option<String> {
    match &option.value {
        Value::None => None,
        Value::Text(text) => Some(text.value()),
        Value::Other(tokens) | Value::Odd(tokens) => path_in(tokens),
    }
}

/// The path among the tokens: a text, or `/jobs/{id}` without quotes.
pub(super) fn path_in(tokens: &TokenStream) -> Option<String> {
    if let Some(text) = first_text(tokens) {
        return Some(text);
    }
    let begins = matches!(tokens.clone().into_iter().next(),
        Some(TokenTree::Punct(slash)) if slash.as_char() == '/');
    let text: String = tokens.to_string().chars().filter(|char| !char.is_whitespace()).collect();
    (begins && template::parse(&text, "").problems.is_empty()).then_some(text)
}

pub(super) fn as_path(text: String) -> String {
    if text.starts_with('/') { text } else { template::mended(&text) }
}

/// `get` and `GET`.
pub(super) fn word_of_verb(word: &str) -> Option<Verb> {
    Verb::ALL.iter().copied().find(|verb| verb.word().eq_ignore_ascii_case(word))
}

/// `GET` of `Method::GET`.
pub(super) fn last_of_path(option: &WrittenOption) -> Option<String> {
    let Value::Odd(tokens) = &option.value else { return None };
    let text = spelled(tokens);
    let (_, last) = text.rsplit_once("::")?;
    let is_path = text.chars().all(|char| char.is_alphanumeric() || matches!(char, ':' | '_'));
    is_path.then(|| last.to_owned())
}

/// `"POST"`, `POST` or `Method::POST` -> the verb.
pub(super) fn verb_in(value: &Value) -> Option<Verb> {
    let text = match value {
        Value::Text(text) => text.value(),
        Value::Other(tokens) | Value::Odd(tokens) => spelled(tokens),
        Value::None => return None,
    };
    let word = text.rsplit("::").next()?.trim_matches(|char: char| !char.is_alphabetic());
    word_of_verb(word)
}
