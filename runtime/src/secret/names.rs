//! Names that speak of secrets.

use std::borrow::Cow;

/// Whether a field, header or query parameter of this name may hold a secret. Where no type says so
/// it is read from the name; a name too many costs no more than a value that is not shown.
pub(crate) fn names_a_secret(name: &str) -> bool {
    if !may_name_a_secret(name) {
        return false;
    }
    let name = normal(name);
    let words = ["secret", "token", "password", "authorization", "credential", "cookie"];
    let harmless = ["idempotency_key", "page_token", "next_page_token"];
    !harmless.contains(&&*name)
        && (words.iter().any(|word| name.contains(word))
            // `api_key` and `headers`, but not `keywords` or `hide_header`.
            || name.split('_').any(|word| word.ends_with("key") || word.ends_with("keys"))
            || name.ends_with("headers"))
}

/// Whether the beginning of one of the words that name a secret stands in it. Most names have none, and
/// to see that takes a tenth of looking for each word.
fn may_name_a_secret(name: &str) -> bool {
    name.as_bytes().windows(3).any(|letters| {
        let letters = [letters.first(), letters.get(1), letters.get(2)]
            .map(|letter| letter.map_or(0, u8::to_ascii_lowercase));
        matches!(&letters, b"sec" | b"tok" | b"pas" | b"aut" | b"cre" | b"coo" | b"key" | b"hea")
    })
}

/// Whether a number under this name may be one. `max_tokens` and `token_limit` are counts: taken for
/// secrets, they would cost every answer that repeats them its numbers.
pub(super) fn names_a_secret_number(name: &str) -> bool {
    let name = normal(name);
    let is_measure = |word: &str| {
        ["count", "limit", "max", "min", "length", "size", "budget", "ttl", "expires", "version"]
            .contains(&word)
    };
    if name.split('_').any(is_measure) {
        return false;
    }
    let singular: Vec<&str> = name.split('_').filter(|word| !word.ends_with('s')).collect();
    names_a_secret(&singular.join("_"))
}

fn normal(name: &str) -> Cow<'_, str> {
    if name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
        return name.into();
    }
    name.to_ascii_lowercase().replace('-', "_").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r50_names_that_speak_of_secrets() {
        for (name, is_secret) in [
            ("api_key", true),
            ("apiKey", true),
            ("X-Api-Key", true),
            ("x-gateway-token", true),
            ("azure_openai_key", true),
            ("webhook_signing_secret", true),
            ("webhook_headers", true),
            ("Proxy-Authorization", true),
            ("cookie", true),
            ("keys", true),
            ("keywords", false),
            ("page_token", false),
            ("Idempotency-Key", false),
            ("hide_header", false),
            ("x-request-id", false),
            ("directory_id", false),
        ] {
            assert_eq!(names_a_secret(name), is_secret, "{name}");
        }
    }

    #[test]
    fn a_count_is_no_secret() {
        for (name, is_secret) in [
            ("api_key", true),
            ("access_key", true),
            ("password", true),
            ("max_tokens", false),
            ("maxTokens", false),
            ("tokens_per_minute", false),
            ("token_limit", false),
            ("page_token", false),
            ("n", false),
        ] {
            assert_eq!(names_a_secret_number(name), is_secret, "{name}");
        }
    }
}
