//! What the builders of parameters and of answers have in common.
//!
//! A builder takes the fields in any order, each by the method of its name, and whatever turns into the
//! field's type: `.directory_id("dir-1")`. A field that is not required has a second method, which takes an
//! `Option`: `.maybe_directory_id(id)`. What is set twice is what it was set to last.
//!
//! Its type tells which of the required fields are set. `build` is there when all are:
//!
//! ```
//! use llama_cloud::{BatchCreateParams, JobConfig};
//!
//! let params = BatchCreateParams::builder().job_config(JobConfig::parse()).item_ids(["file-1".into()]);
//! # assert_eq!(params.clone().build().item_ids.unwrap(), ["file-1"]);
//! let params = params.page_size(100).build();
//! # assert_eq!(params.page_size, Some(100));
//! ```
//!
//! ```compile_fail,E0277
//! // the required field `llama_cloud::batch::batch_create_params_fields::job_config` is not set
//! let params = llama_cloud::BatchCreateParams::builder().directory_id("dir-1").build();
//! ```

use std::marker::PhantomData;

/// Writes a struct of parameters with its builder from one declaration.
///
/// A field is `name: Type` if it is required and `name?: Type` if it is not, as in
/// [`object!`](crate::object::object). Its attributes stand behind its docs, in the order below.
macro_rules! parameters {
    (
        $(#[$($meta:tt)*])*
        pub struct $name:ident {
            $(
                $(#[doc = $doc:literal])*
                $(#[header $($header:tt)*])?
                $(#[params $($params:tt)*])?
                $(#[part $($part:tt)*])?
                $(#[query $($query:tt)*])?
                $field:ident $(: $required:ty,)? $(?: $optional:ty,)?
            )*
        }
    ) => {
        $(#[$($meta)*])*
        #[non_exhaustive]
        pub struct $name {
            $(
                $(#[doc = $doc])*
                $(#[header $($header)*])?
                $(#[params $($params)*])?
                $(#[part $($part)*])?
                $(#[query $($query)*])?
                pub $field: $($required)? $(Option<$optional>)?,
            )*
        }

        $crate::builder::builder!(
            $name [] { $($(#[doc = $doc])* $field $(: $required,)? $(?: $optional,)?)* }
        );
    };
}

/// Writes the builder of a struct from its fields, written as in [`parameters!`].
///
/// In brackets stands the field of what this version does not know, where there is one. The builder has a
/// type parameter for each required field, which is [`Unset`] until the field is set, so that `build` compiles
/// when all are.
macro_rules! builder {
    // Not sorted field by field, as a macro calls itself 128 times at most.
    (
        $name:ident [$($default:ident $default_type:ty;)*]
        { $($(#[doc = $doc:literal])* $field:ident ?: $type:ty,)* }
    ) => {
        $crate::builder::builder!(
            @named $name [$($default $default_type;)*] [] [$(($($doc)*) $field $type;)*]
        );
    };
    ($name:ident $defaults:tt { $($fields:tt)* }) => {
        $crate::builder::builder!(@sort $name $defaults [] [] $($fields)*);
    };
    (@sort $name:ident $defaults:tt [$($required:tt)*] $optional:tt
        $(#[doc = $doc:literal])* $field:ident : $type:ty, $($rest:tt)*
    ) => {
        $crate::builder::builder!(
            @sort $name $defaults [$($required)* ($($doc)*) $field $type;] $optional $($rest)*
        );
    };
    (@sort $name:ident $defaults:tt $required:tt [$($optional:tt)*]
        $(#[doc = $doc:literal])* $field:ident ?: $type:ty, $($rest:tt)*
    ) => {
        $crate::builder::builder!(
            @sort $name $defaults $required [$($optional)* ($($doc)*) $field $type;] $($rest)*
        );
    };
    (@sort $name:ident $defaults:tt $required:tt $optional:tt) => {
        $crate::builder::builder!(@named $name $defaults $required $optional);
    };
    (@named $name:ident
        [$($default:ident $default_type:ty;)*]
        [$(($($doc:literal)*) $required:ident $type:ty;)*]
        [$(($($maybe_doc:literal)*) $optional:ident $maybe_type:ty;)*]
    ) => {
        pastey::paste! {
            $crate::builder::builder!(
                @whole $name [<$name Builder>] [<$name:snake _fields>]
                [$($default [<maybe_ $default>] $default_type;)*]
                [$(($($doc)*) $required [<State $required:camel>] $type;)*]
                [$(($($maybe_doc)*) $optional [<maybe_ $optional>] $maybe_type;)*]
            );
        }
    };
    (@whole $name:ident $builder:ident $fields:ident
        [$($default:ident $maybe_default:ident $default_type:ty;)*]
        [$(($($doc:literal)*) $required:ident $state:ident $type:ty;)*]
        [$(($($maybe_doc:literal)*) $optional:ident $maybe:ident $maybe_type:ty;)*]
    ) => {
        impl $name {
            #[doc = concat!("Builds [`", stringify!($name), "`] field by field: see")]
            /// [`builder`](crate::builder).
            pub fn builder() -> $builder {
                $builder {
                    $($required: $crate::builder::Unset::default(),)*
                    $($optional: None,)*
                    $($default: None,)*
                }
            }
        }

        #[doc = concat!("Builds [`", stringify!($name), "`] field by field.")]
        ///
        /// If it has type parameters, they tell which of the required fields are set: see
        /// [`builder`](crate::builder).
        #[derive(Clone)]
        #[must_use = "the fields are set until `build` is called"]
        pub struct $builder<$($state = $crate::builder::Unset<$fields::$required>),*> {
            $($required: $state,)*
            $($optional: Option<$maybe_type>,)*
            $($default: Option<$default_type>,)*
        }

        /// The names of what is required, as the compiler tells them.
        #[doc(hidden)]
        pub mod $fields {
            $(
                #[derive(Clone)]
                #[expect(
                    missing_debug_implementations, non_camel_case_types,
                    reason = "it stands for the field of this name, and only in types"
                )]
                #[non_exhaustive]
                pub struct $required;
            )*
        }

        $crate::builder::builder!(
            @required $builder [$($optional)* $($default)*] []
            [$(($($doc)*) $required $state $type;)*]
        );

        impl<$($state),*> $builder<$($state),*> {
            $(
                $(#[doc = $maybe_doc])*
                pub fn $optional(self, value: impl Into<$maybe_type>) -> Self {
                    self.$maybe(Some(value))
                }

                $(#[doc = $maybe_doc])*
                pub fn $maybe(mut self, value: Option<impl Into<$maybe_type>>) -> Self {
                    self.$optional = value.map(Into::into);
                    self
                }
            )*
            $(
                /// Fields that this version does not know; what stands here is sent too.
                pub fn $default(self, value: impl Into<$default_type>) -> Self {
                    self.$maybe_default(Some(value))
                }

                /// Fields that this version does not know; what stands here is sent too.
                pub fn $maybe_default(mut self, value: Option<impl Into<$default_type>>) -> Self {
                    self.$default = value.map(Into::into);
                    self
                }
            )*

            /// The whole, once all that is required is set.
            #[must_use]
            pub fn build(self) -> $name
            where
                $($state: $crate::builder::Given<$fields::$required, $type>,)*
            {
                $name {
                    $($required: self.$required.given(),)*
                    $($optional: self.$optional,)*
                    $($default: self.$default.unwrap_or_default(),)*
                }
            }
        }

        // What is set may be secret.
        impl<$($state),*> std::fmt::Debug for $builder<$($state),*> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($builder)).finish_non_exhaustive()
            }
        }
    };
    (@required $builder:ident $others:tt $before:tt []) => {};
    (@required $builder:ident [$($other:ident)*]
        [$($before:ident $state_before:ident;)*]
        [
            ($($doc:literal)*) $field:ident $state:ident $type:ty;
            $($docs_after:tt $after:ident $state_after:ident $type_after:ty;)*
        ]
    ) => {
        impl<$($state_before,)* $state, $($state_after),*>
            $builder<$($state_before,)* $state, $($state_after),*>
        {
            $(#[doc = $doc])*
            pub fn $field(
                self,
                value: impl Into<$type>,
            ) -> $builder<$($state_before,)* $type, $($state_after),*> {
                $builder {
                    $($before: self.$before,)*
                    $field: value.into(),
                    $($after: self.$after,)*
                    $($other: self.$other,)*
                }
            }
        }

        $crate::builder::builder!(
            @required $builder [$($other)*]
            [$($before $state_before;)* $field $state;]
            [$($docs_after $after $state_after $type_after;)*]
        );
    };
}

pub(crate) use {builder, parameters};

/// A required field that is not set yet.
#[derive(Clone, Debug)]
pub struct Unset<Field>(PhantomData<Field>);

impl<Field> Default for Unset<Field> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

/// What a required field was set to.
// Hidden, as every type has it, and the page of each would list it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the required field `{Field}` is not set",
    label = "`build` needs it",
    note = "set it before `.build()`, with the method of its name"
)]
pub trait Given<Field, T> {
    fn given(self) -> T;
}

impl<Field, T> Given<Field, T> for T {
    fn given(self) -> T {
        self
    }
}
