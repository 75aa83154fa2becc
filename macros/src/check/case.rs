//! `rename_all`: how a field's name is spelt on the wire.

/// The cases, by the names that serde has for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Case {
    pub(crate) const ALL: [(&'static str, Case); 8] = [
        ("lowercase", Case::Lower),
        ("UPPERCASE", Case::Upper),
        ("PascalCase", Case::Pascal),
        ("camelCase", Case::Camel),
        ("snake_case", Case::Snake),
        ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
        ("kebab-case", Case::Kebab),
        ("SCREAMING-KEBAB-CASE", Case::ScreamingKebab),
    ];

    /// The name of a field, which is in snake case, in this case.
    pub(crate) fn apply(self, field: &str) -> String {
        match self {
            Case::Lower | Case::Snake => field.to_owned(),
            Case::Upper | Case::ScreamingSnake => field.to_uppercase(),
            Case::Pascal => capitalized(field.split('_')),
            Case::Camel => {
                let mut words = field.split('_');
                // A leading `_` is no word.
                let first = words.by_ref().find(|word| !word.is_empty()).unwrap_or_default();
                format!("{first}{}", capitalized(words))
            }
            Case::Kebab => field.replace('_', "-"),
            Case::ScreamingKebab => field.to_uppercase().replace('_', "-"),
        }
    }
}

fn capitalized<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words
        .flat_map(|word| {
            let mut chars = word.chars();
            let first = chars.next().into_iter().flat_map(char::to_uppercase);
            first.chain(chars).collect::<Vec<char>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases() {
        for (name, one, two) in [
            ("lowercase", "id", "page_size"),
            ("UPPERCASE", "ID", "PAGE_SIZE"),
            ("PascalCase", "Id", "PageSize"),
            ("camelCase", "id", "pageSize"),
            ("snake_case", "id", "page_size"),
            ("SCREAMING_SNAKE_CASE", "ID", "PAGE_SIZE"),
            ("kebab-case", "id", "page-size"),
            ("SCREAMING-KEBAB-CASE", "ID", "PAGE-SIZE"),
        ] {
            let (_, case) = Case::ALL.into_iter().find(|(known, _)| *known == name).unwrap();
            assert_eq!(case.apply("id"), one, "{name}");
            assert_eq!(case.apply("page_size"), two, "{name}");
        }
        assert_eq!(Case::Camel.apply("_page_size"), "pageSize");
    }
}
