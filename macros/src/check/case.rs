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

    /// The name of a field, which is in snake case, in this case: as serde spells it, so that only the
    /// letters of ASCII change.
    pub(crate) fn apply(self, field: &str) -> String {
        match self {
            Case::Lower | Case::Snake => field.to_owned(),
            Case::Upper | Case::ScreamingSnake => field.to_ascii_uppercase(),
            Case::Pascal => {
                field.split('_').map(|word| first(word, char::to_ascii_uppercase)).collect()
            }
            Case::Camel => first(&Case::Pascal.apply(field), char::to_ascii_lowercase),
            Case::Kebab => field.replace("_", "-"),
            Case::ScreamingKebab => field.to_ascii_uppercase().replace("_", "-"),
        }
    }
}

/// The word with its first letter in the other case.
fn first(word: &str, in_case: fn(&char) -> char) -> String {
    let mut chars = word.chars();
    chars.next().map(|char| in_case(&char)).into_iter().chain(chars).collect()
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
        for (field, camel, upper) in [
            ("_page_size", "pageSize", "_PAGE_SIZE"),
            ("ID", "iD", "ID"),
            ("Big_Name", "bigName", "BIG_NAME"),
            ("straße_ärger", "straßeärger", "STRAßE_äRGER"),
        ] {
            assert_eq!(Case::Camel.apply(field), camel);
            assert_eq!(Case::Upper.apply(field), upper);
        }
    }
}
