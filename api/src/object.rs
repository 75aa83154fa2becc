//! Objects of the contract, each written down once.

pub(crate) mod fields;

/// Writes a struct with its builder and both of serde's impls from one declaration, in the contract's
/// order.
///
/// A field is `name: Type` if it is required and `name?: Type` if it is not; `name("wire")` names it on
/// the wire where Rust can't. Decoding takes null and absence for the same where a field is not
/// required, keeps what it does not know in `extra`, and refuses a known key that comes twice.
/// Encoding leaves out what is not set, and so does `Debug`.
///
/// A struct that is not `pub` has no builder, and derives nothing by itself.
///
/// By hand rather than by serde's derive, whose `flatten` can't keep raw JSON beside known fields,
/// and which writes five times as much code for a struct of a hundred fields.
macro_rules! object {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $(
                $(#[doc = $doc:literal])*
                $field:ident $(($wire:literal))? $(: $required:ty,)? $(?: $optional:ty,)?
            )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[doc = $doc])* pub $field: $($required)? $(Option<$optional>)?,)*
            /// Fields that this version does not know; what stands here is sent too.
            pub extra: endpoint::Extra,
        }

        $crate::builder::builder!(
            $name [extra endpoint::Extra;]
            { $($(#[doc = $doc])* $field $(: $required,)? $(?: $optional,)?)* }
        );

        $crate::object::object!(
            @impls $name $($field $(($wire))? $(: $required,)? $(?: $optional,)?)*
        );
    };
    (
        $(#[$meta:meta])*
        struct $name:ident {
            $($field:ident $(: $required:ty,)? $(?: $optional:ty,)?)*
        }
    ) => {
        $(#[$meta])*
        struct $name {
            $($field: $($required)? $(Option<$optional>)?,)*
            extra: endpoint::Extra,
        }

        $crate::object::object!(@impls $name $($field $(: $required,)? $(?: $optional,)?)*);
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
                #[expect(non_camel_case_types, reason = "a macro can't change their case")]
                enum Field {
                    $($field,)*
                }

                /// Where each field stands.
                struct At;

                #[expect(non_upper_case_globals, reason = "a macro can't change their case")]
                impl At {
                    $(const $field: usize = Field::$field as usize;)*
                }

                const NAMES: &[&str] = &[$($crate::object::object!(@wire $field $($wire)?),)*];

                fn place_of(key: &str) -> Option<usize> {
                    match key {
                        $($crate::object::object!(@wire $field $($wire)?) => Some(At::$field),)*
                        _ => None,
                    }
                }

                struct Object;

                impl<'de> serde::de::Visitor<'de> for Object {
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
                        let mut keys = $crate::object::fields::Keys::new(place_of);
                        while let Some(place) = keys.next(&mut map)? {
                            match place {
                                $(At::$field if $field.is_none() => {
                                    $field = Some(map.next_value()?);
                                })*
                                $crate::object::fields::UNKNOWN => {
                                    extra.insert(keys.unknown(), map.next_value()?);
                                }
                                known => return Err($crate::object::fields::twice(NAMES, known)),
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

                deserializer.deserialize_map(Object)
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
        $crate::object::fields::write_required(&mut $map, $wire, $value)?
    };
    (@write $map:ident, $wire:expr, $value:expr, optional $type:ty) => {
        $crate::object::fields::write_optional(&mut $map, $wire, $value)?
    };
    (@take $field:ident, $wire:expr, required $type:ty) => {
        $crate::object::fields::present($field, $wire)?
    };
    (@take $field:ident, $wire:expr, optional $type:ty) => {
        $field.flatten()
    };
}

pub(crate) use object;
