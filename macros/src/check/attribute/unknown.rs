//! What stands in the attribute and is neither a verb nor an option, and what to write instead.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::LitInt;
use syn::ext::IdentExt;

use super::super::options::{first_status, likely_pairs, likely_time};
use super::guess::{
    Guess, is_path_word, is_verb_word, last_of_path, path_of, verb_in, word_of_verb,
};
use super::spelling::{first_text, lone_text, quoted, spelled};
use super::{VERBS, is_known, verb_of};
use crate::errors::Errors;
use crate::model::Verb;
use crate::suggest;
use crate::syntax::endpoint::{self, BESIDE_THE_VERB, Options};
use crate::syntax::literal;
use crate::syntax::option::{Value, WrittenOption};
use crate::syntax::role::Word;

const BESIDE: &str = "beside the verb may stand idempotent, timeout, expect, header, query, error";
const NOT_IDEMPOTENT: &str =
    "leave it out: `post` and `patch` are not idempotent unless `idempotent` is there";

/// Nothing else stands in the attribute.
pub(crate) fn unknown(options: &Options, errors: &mut Errors) {
    let guess = Guess::of(options);
    for (index, option) in options.all.iter().enumerate() {
        let is_told = match guess.at {
            Some(at) => at != index && guess.is_part(index),
            None => guess.is_path_elsewhere && guess.is_part(index),
        };
        if is_told || verb_of(option).is_some() {
            continue;
        }
        match &option.name {
            _ if is_known(option) && guess.at != Some(index) => {}
            Some(name) => named(name, option, &guess, errors),
            None if guess.at == Some(index) => instead_of_the_verb(option, &guess, errors),
            None => beside_the_verb(option, options, &guess, errors),
        }
    }
}

/// What has no name, in an attribute without a verb.
fn instead_of_the_verb(option: &WrittenOption, guess: &Guess, errors: &mut Errors) {
    let line = guess.line();
    let quoted = first_word_in_quotes(&option.tokens);
    if quoted.is_some_and(|word| word_of_verb(&word).is_some()) {
        let at = option.tokens.clone().into_iter().next();
        errors.add(at, "the verb is in quotes", format!("write `{line}`"));
        return;
    }
    let first = option.tokens.clone().into_iter().next();
    if let Some(TokenTree::Group(group)) = first {
        let inner = endpoint::parse(group.stream());
        let is_whole = inner.all.iter().any(|option| matches!(option.value, Value::Text(_)));
        let is_right = is_whole && inner.all.iter().any(|option| verb_of(option).is_some());
        let line = if is_right { spelled(group.stream()) } else { line };
        let what = brackets(group.delimiter());
        let around = match syn::parse2::<Ident>(group.stream()) {
            Ok(_) => "around the verb",
            Err(_) => "around the options",
        };
        errors.add(option, format!("{what} {around}"), format!("write `{line}`"));
        return;
    }
    errors.add(option, "no verb before the path template", format!("write `{line}`; {VERBS}"));
}

/// What has no name, beside a verb.
fn beside_the_verb(option: &WrittenOption, options: &Options, guess: &Guess, errors: &mut Errors) {
    let shown = spelled(&option.tokens);
    let no_option = format!("`{shown}` is not an option of an endpoint");
    if let Some(text) = lone_text(&option.tokens) {
        if text.starts_with('/') && guess.is_declared {
            let help = format!(
                "an endpoint has one path template: declare another method for `\"{text}\"`"
            );
            errors.add(option, "a second path template", help);
            return;
        }
        let help = match text.as_str() {
            word if BESIDE_THE_VERB.contains(&word) => format!("write `{word}` without quotes"),
            text if likely_time(text).as_deref() == Some(text) => {
                format!("write `timeout = \"{text}\"`")
            }
            text if text.contains(": ") => {
                let pairs = likely_pairs(Word::Header, &option.tokens);
                pairs.map_or(BESIDE.to_owned(), |pairs| format!("write `{pairs}`"))
            }
            _ => BESIDE.to_owned(),
        };
        errors.add(option, no_option, help);
        return;
    }
    let mut tokens = option.tokens.clone().into_iter();
    let first = tokens.next();
    let rest: TokenStream = tokens.skip(1).collect();
    let help = match first {
        Some(TokenTree::Literal(_)) => {
            let word = first_word_in_quotes(&option.tokens);
            let word = word.filter(|word| {
                word_of_verb(word).is_some() || BESIDE_THE_VERB.contains(&word.as_str())
            });
            match (word, literal::integer(option.tokens.clone())) {
                (Some(word), _) => {
                    format!("write `{} = {}`", word.to_lowercase(), spelled(&rest))
                }
                (None, Some(number)) => status_help(&number, options),
                (None, None) => BESIDE.to_owned(),
            }
        }
        Some(TokenTree::Punct(sign)) if sign.as_char() == '!' => NOT_IDEMPOTENT.to_owned(),
        Some(TokenTree::Group(group)) => {
            let what = brackets(group.delimiter());
            let inner = spelled(group.stream());
            let inner =
                if rest.is_empty() { inner } else { format!("{inner} = {}", spelled(&rest)) };
            errors.add(option, format!("{what} around an option"), format!("write `{inner}`"));
            return;
        }
        _ => BESIDE.to_owned(),
    };
    errors.add(option, no_option, help);
}

/// `204` in `expect = 200, 204`, or alone.
fn status_help(number: &LitInt, options: &Options) -> String {
    let Some(status) = first_status(&number.to_token_stream()) else { return BESIDE.to_owned() };
    let expects = options.all.iter().any(|o| o.name.as_ref().is_some_and(|name| name == "expect"));
    match expects {
        true => format!(
            "`expect` takes one status: write `expect = {status}` alone, or take both out, so that \
             any 2xx is a success"
        ),
        false => format!("write `expect = {status}`"),
    }
}

fn brackets(delimiter: Delimiter) -> &'static str {
    match delimiter {
        Delimiter::Parenthesis => "parentheses",
        Delimiter::Bracket => "brackets",
        Delimiter::Brace | Delimiter::None => "braces",
    }
}

/// `"get"` in `"get" = "/jobs"`.
fn first_word_in_quotes(tokens: &TokenStream) -> Option<String> {
    match tokens.clone().into_iter().next() {
        Some(TokenTree::Literal(literal)) => lone_text(&literal.into_token_stream()),
        _ => None,
    }
}

fn named(name: &Ident, option: &WrittenOption, guess: &Guess, errors: &mut Errors) {
    let text = name.unraw().to_string();
    let no_option = format!("`{text}` is not an option of an endpoint");
    let no_verb = format!("`{text}` is not a verb");
    let line = guess.line();
    if name == "query" {
        // Only where it stands in the place of a verb.
        errors.add(name, no_verb, format!("did you mean `{line}`? {VERBS}"));
        return;
    }
    let is_ours = word_of_verb(&text).is_some() || BESIDE_THE_VERB.contains(&text.as_str());
    if is_ours && *name != text.as_str() {
        let (what, right) = match word_of_verb(&text) {
            Some(_) => ("a verb", line),
            None => ("an option of an endpoint", spelled(option).replacen("r#", "", 1)),
        };
        let cause = format!("`r#{text}` is not {what}");
        errors.add(name, cause, format!("write `{right}`, without `r#`"));
        return;
    }
    if let Some(dashed) = with_dashes(option) {
        let value = value_of(option);
        let cause = format!("`{dashed}` is not an option of an endpoint");
        let word = dashed.replace("-", "_");
        let help = match suggest::nearest(&word, &BESIDE_THE_VERB) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it is a header: write `header(\"{dashed}\" = {value})`"),
        };
        errors.add(option, cause, help);
        return;
    }
    if last_of_path(option).is_some_and(|word| word_of_verb(&word).is_some()) {
        let cause = format!("`{}` is not a verb", spelled(option));
        errors.add(option, cause, format!("write `{line}`; {VERBS}"));
        return;
    }
    let (cause, help) = if is_path_word(name) {
        let line = match &option.value {
            Value::Text(path) if guess.is_declared => guess.line_with(&path.value()),
            _ => line,
        };
        let help = format!("the path template stands behind the verb: `{line}`");
        (no_option, format!("{help}; {VERBS}"))
    } else if is_verb_word(name) {
        let line = verb_in(&option.value).map_or(line, |verb| guess.line_of(verb));
        (no_option, format!("write `{line}`"))
    } else if let Some(help) = help_for(name, option) {
        (no_option, help)
    } else {
        by_likeness(&text, option, guess)
    };
    errors.add(name, cause, help);
}

/// A word that isn't one of those that are known to be tried.
fn by_likeness(text: &str, option: &WrittenOption, guess: &Guess) -> (String, String) {
    let no_option = format!("`{text}` is not an option of an endpoint");
    let no_verb = format!("`{text}` is not a verb");
    let path = path_of(option).filter(|path| path.starts_with('/'));
    let near = suggest::nearest(text, &Verb::words()).and_then(word_of_verb);
    if let Some(verb) = near.or_else(|| synonym(text).filter(|_| path.is_some())) {
        let line = match path {
            Some(path) => format!("{} = \"{path}\"", verb.word()),
            None if guess.is_declared => {
                return (no_option, format!("did you mean `{}`? {VERBS}", verb.word()));
            }
            None => guess.line_of(verb),
        };
        return (no_verb, format!("did you mean `{line}`? {VERBS}"));
    }
    if path.is_some() {
        return (no_verb, VERBS.to_owned());
    }
    match suggest::nearest(text, &BESIDE_THE_VERB) {
        Some(near) => (no_option, format!("did you mean `{near}`?")),
        None => (no_option, format!("{BESIDE}; {VERBS}")),
    }
}

/// What to write instead of a word that people try.
pub(super) fn help_for(name: &Ident, option: &WrittenOption) -> Option<String> {
    let text = name.unraw().to_string();
    let tokens = match &option.value {
        Value::Text(text) => text.to_token_stream(),
        Value::Other(tokens) | Value::Odd(tokens) => tokens.clone(),
        Value::None => TokenStream::new(),
    };
    let help = match text.as_str() {
        "deadline" | "retries" => format!("say it at the call: `api.list().{text}(…).await`"),
        "retry" | "max_retries" | "attempts" => {
            "say it at the call: `api.list().retries(…).await`".to_owned()
        }
        "auth" | "token" | "bearer" | "api_key" | "key" => {
            "the client sends the key: `Client::builder().bearer_token(…)`, or `.auth(…)`".to_owned()
        }
        "base_url" | "base" | "host" | "server" => {
            "the client knows where the API is: `Client::builder().base_url(…)`".to_owned()
        }
        "connect_timeout" => {
            "the client has it: `Client::builder().connect_timeout(…)`".to_owned()
        }
        "timeout_secs" | "timeout_seconds" | "timeout_s" => {
            let time = likely_time(&spelled(&tokens).replace(['=', '"', ' '], ""));
            format!("write `timeout = \"{}\"`", time.as_deref().unwrap_or("30s"))
        }
        "timeout_ms" | "timeout_millis" => {
            let time = likely_time(&format!("{}ms", spelled(&tokens).replace(['"', ' '], "")));
            format!("write `timeout = \"{}\"`", time.as_deref().unwrap_or("30s"))
        }
        "accept" | "content_type" | "user_agent" | "accept_language" => {
            let (name, value) = (text.replace("_", "-"), value_of(option));
            format!("it is a header: write `header(\"{name}\" = {value})`")
        }
        "produces" => {
            format!("it is a header: write `header(\"accept\" = {})`", value_of(option))
        }
        "consumes" | "format" => {
            "the role of the body says it: `#[body]` sends JSON, `#[form]` a form, `#[body(raw)]` \
             what it is given"
                .to_owned()
        }
        "idempotency_key" => {
            "it is a header with a value of its own: `#[header] idempotency_key: &str` as an argument"
                .to_owned()
        }
        "non_idempotent" | "not_idempotent" | "nonidempotent" | "not" => NOT_IDEMPOTENT.to_owned(),
        "body" | "form" | "part" | "params" | "json" | "data" | "payload" => {
            let role = match text.as_str() {
                "json" | "data" | "payload" => "body",
                text => text,
            };
            format!("it is a role: `#[{role}]` stands before an argument")
        }
        "returns" | "response" | "responses" | "output" | "result" => {
            "the method says it: `-> Call<Job>`".to_owned()
        }
        "name" | "id" | "operation" | "operation_id" | "summary" | "description" | "doc"
        | "tag" | "tags" => "the method has the name, and its doc comment the words".to_owned(),
        "deprecated" | "must_use" | "allow" | "cfg" => {
            format!("it is an attribute of its own: `#[{}]` above the method", spelled(option))
        }
        "headers" => {
            let pairs = likely_pairs(Word::Header, &tokens);
            let pairs = pairs.unwrap_or_else(|| "header(\"name\" = \"value\")".to_owned());
            format!("write `{pairs}`")
        }
        "status" | "status_code" | "code" => {
            format!("write `expect = {}`", first_status(&tokens).unwrap_or(202))
        }
        _ => return None,
    };
    Some(help)
}

/// The text behind an option, as a literal.
fn value_of(option: &WrittenOption) -> String {
    let text = match &option.value {
        Value::Text(text) => Some(text.value()),
        Value::Other(tokens) | Value::Odd(tokens) => first_text(tokens),
        Value::None => None,
    };
    quoted(text.as_deref().unwrap_or("value"))
}

/// `user-agent` in `user-agent = "x"`.
fn with_dashes(option: &WrittenOption) -> Option<String> {
    let mut name = option.name.as_ref()?.to_string();
    let Value::Odd(rest) = &option.value else { return None };
    for token in rest.clone() {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == '-' => name.push('-'),
            TokenTree::Ident(word) if name.ends_with('-') => name.push_str(&word.to_string()),
            _ => break,
        }
    }
    (name.contains('-') && !name.ends_with('-')).then_some(name)
}

/// What others call a verb.
pub(super) fn synonym(word: &str) -> Option<Verb> {
    match word {
        "read" | "fetch" | "list" | "show" => Some(Verb::Get),
        "create" | "add" | "new" | "insert" => Some(Verb::Post),
        "replace" | "upsert" | "set" => Some(Verb::Put),
        "update" | "modify" | "change" => Some(Verb::Patch),
        "remove" | "del" | "destroy" => Some(Verb::Delete),
        _ => None,
    }
}
