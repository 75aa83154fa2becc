//! Objects of the contract, each written down once.

/// Writes a struct with its builder and both of serde's impls from one declaration, in the contract's
/// order.
///
/// A field is `name: Type` if it is required and `name?: Type` if it is not; `name("wire")` names it on
/// the wire where Rust can't. Decoding takes null and absence for the same where a field is not
/// required, keeps what it does not know in `extra`, and refuses a known key that comes twice.
/// Encoding leaves out what is not set, and so does `Debug`.
///
/// By hand rather than by serde's derive, whose `flatten` can't keep raw JSON beside known fields,
/// and which writes five times as much code for a struct of a hundred fields.
///
/// bon writes the builder, with a type of its own for each state that it can be in, so that setting a field
/// twice does not compile. For a struct of a hundred fields that is a quarter of all code of this crate, and where
/// no field is required it guards nothing else: `pub struct Name, builder NameBuilder` gives it a builder that has
/// one type, and keeps what was set last.
macro_rules! object {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $(
                $(#[$field_meta:meta])*
                $field:ident $(($wire:literal))? $(: $required:ty,)? $(?: $optional:ty,)?
            )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, bon::Builder)]
        #[builder(on(_, into))]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $($required)? $(Option<$optional>)?,)*
            /// Fields that this version does not know; what stands here is sent too.
            #[builder(default)]
            pub extra: endpoint::Extra,
        }

        $crate::object::object!(
            @impls $name $($field $(($wire))? $(: $required,)? $(?: $optional,)?)*
        );
    };
    (
        $(#[$meta:meta])*
        pub struct $name:ident, builder $builder:ident {
            $($(#[$field_meta:meta])* $field:ident $(($wire:literal))? ?: $optional:ty,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_meta])* pub $field: Option<$optional>,)*
            /// Fields that this version does not know; what stands here is sent too.
            pub extra: endpoint::Extra,
        }

        impl $name {
            #[doc = concat!("Makes a [`", stringify!($name), "`], field by field.")]
            pub fn builder() -> $builder {
                $builder {
                    made: Self { $($field: None,)* extra: endpoint::Extra::default() },
                }
            }
        }

        #[doc = concat!("Makes a [`", stringify!($name), "`].")]
        ///
        /// What is set twice is what it was set to last.
        #[derive(Clone, Debug)]
        #[must_use = "the fields are set until `build` is called"]
        pub struct $builder {
            made: $name,
        }

        pastey::paste! {
            impl $builder {
                $(
                    $(#[$field_meta])*
                    pub fn $field(self, value: impl Into<$optional>) -> Self {
                        self.[<maybe_ $field>](Some(value))
                    }

                    $(#[$field_meta])*
                    pub fn [<maybe_ $field>](mut self, value: Option<impl Into<$optional>>) -> Self {
                        self.made.$field = value.map(Into::into);
                        self
                    }
                )*

                /// Fields that this version does not know.
                pub fn extra(self, extra: impl Into<endpoint::Extra>) -> Self {
                    self.maybe_extra(Some(extra))
                }

                /// Fields that this version does not know.
                pub fn maybe_extra(mut self, extra: Option<impl Into<endpoint::Extra>>) -> Self {
                    self.made.extra = extra.map_or_else(endpoint::Extra::default, Into::into);
                    self
                }

                /// All of it.
                #[must_use]
                pub fn build(self) -> $name {
                    self.made
                }
            }
        }

        $crate::object::object!(@impls $name $($field $(($wire))? ?: $optional,)*);
    };
    (
        @impls $name:ident
        $($field:ident $(($wire:literal))? $(: $required:ty,)? $(?: $optional:ty,)?)*
    ) => {
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut out = f.debug_struct(stringify!($name));
                $($crate::object::object!(
                    @debug out, stringify!($field), &self.$field
                    $(, required $required)? $(, optional $optional)?
                );)*
                if !self.extra.is_empty() {
                    out.field("extra", &self.extra);
                }
                out.finish()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                let mut map = serializer.serialize_map(None)?;
                $($crate::object::object!(
                    @write map, $crate::object::object!(@wire $field $($wire)?), &self.$field
                    $(, required $required)? $(, optional $optional)?
                );)*
                self.extra.serialize_into(&mut map)?;
                map.end()
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[expect(
                    non_camel_case_types,
                    reason = "the variants are the fields, and a macro can't change their case"
                )]
                enum Key {
                    $($field,)*
                    Unknown__(Box<str>),
                }

                struct KeyVisitor;

                impl serde::de::Visitor<'_> for KeyVisitor {
                    type Value = Key;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("the name of a field")
                    }

                    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Key, E> {
                        Ok(match key {
                            $($crate::object::object!(@wire $field $($wire)?) => Key::$field,)*
                            key => Key::Unknown__(key.into()),
                        })
                    }
                }

                impl<'de> serde::Deserialize<'de> for Key {
                    fn deserialize<D: serde::Deserializer<'de>>(key: D) -> Result<Self, D::Error> {
                        key.deserialize_identifier(KeyVisitor)
                    }
                }

                struct Fields;

                impl<'de> serde::de::Visitor<'de> for Fields {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str(concat!("an object: ", stringify!($name)))
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(
                        self,
                        mut map: A,
                    ) -> Result<$name, A::Error> {
                        $(let mut $field: Option<$($required)? $(Option<$optional>)?> = None;)*
                        let mut extra = endpoint::Extra::default();
                        while let Some(key) = map.next_key::<Key>()? {
                            match key {
                                $(Key::$field if $field.is_some() => {
                                    return Err(serde::de::Error::duplicate_field(
                                        $crate::object::object!(@wire $field $($wire)?),
                                    ));
                                }
                                Key::$field => $field = Some(map.next_value()?),)*
                                Key::Unknown__(key) => extra.insert(key, map.next_value()?),
                            }
                        }
                        Ok($name {
                            $($field: $crate::object::object!(
                                @take $field, $crate::object::object!(@wire $field $($wire)?)
                                $(, required $required)? $(, optional $optional)?
                            ),)*
                            extra,
                        })
                    }
                }

                deserializer.deserialize_map(Fields)
            }
        }
    };
    (@wire $field:ident) => { stringify!($field) };
    (@wire $field:ident $wire:literal) => { $wire };
    (@debug $out:ident, $name:expr, $value:expr, required $type:ty) => {
        $out.field($name, $value)
    };
    (@debug $out:ident, $name:expr, $value:expr, optional $type:ty) => {
        if let Some(value) = $value {
            $out.field($name, value);
        }
    };
    (@write $map:ident, $wire:expr, $value:expr, required $type:ty) => {
        $map.serialize_entry($wire, $value)?
    };
    (@write $map:ident, $wire:expr, $value:expr, optional $type:ty) => {
        if let Some(value) = $value {
            $map.serialize_entry($wire, value)?;
        }
    };
    (@take $field:ident, $wire:expr, required $type:ty) => {
        $field.ok_or_else(|| serde::de::Error::missing_field($wire))?
    };
    (@take $field:ident, $wire:expr, optional $type:ty) => {
        $field.flatten()
    };
}

pub(crate) use object;
