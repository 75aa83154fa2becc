//! A method as it stands in a trait: from the first attribute to the `;` or the body.
//!
//! By hand, as syn reads methods only with its feature `full`, which takes as long to build as the rest of
//! syn. What can stand where a name, a type or an attribute does is syn's to know.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, quote};
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream};
use syn::{Abi, Attribute, Generics, Lifetime, ReturnType, Token, Type, Visibility, token};

/// A method, as written.
#[derive(Clone)]
pub(crate) struct Declaration {
    pub(crate) attrs: Vec<Attribute>,
    /// Rust refuses one in a trait, but only after the macro has run.
    pub(crate) visibility: Visibility,
    pub(crate) qualifiers: Qualifiers,
    fn_token: Token![fn],
    pub(crate) ident: Ident,
    /// With the `where` clause behind the return type.
    pub(crate) generics: Generics,
    pub(crate) paren_token: token::Paren,
    pub(crate) inputs: Inputs,
    pub(crate) output: ReturnType,
    pub(crate) body: Option<TokenTree>,
    /// Behind a method without a body.
    semi_token: Token![;],
}

/// What stands before `fn`.
#[derive(Clone, Default)]
pub(crate) struct Qualifiers {
    pub(crate) constness: Option<Token![const]>,
    pub(crate) asyncness: Option<Token![async]>,
    pub(crate) unsafety: Option<Token![unsafe]>,
    pub(crate) abi: Option<Abi>,
}

/// What stands between the parentheses.
#[derive(Clone, Default)]
pub(crate) struct Inputs {
    pub(crate) receiver: Option<Receiver>,
    pub(crate) typed: Vec<Typed>,
    /// `...`, with a name before it or without.
    pub(crate) variadic: Option<TokenStream>,
}

/// `self`, in any of its forms.
#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) attrs: Vec<Attribute>,
    /// The `&`, with its lifetime.
    pub(crate) reference: Option<TokenStream>,
    pub(crate) mutability: Option<Token![mut]>,
    pub(crate) self_token: Token![self],
    pub(crate) ty: Option<(Token![:], Type)>,
}

/// `limit: u32`, with its attributes.
#[derive(Clone)]
pub(crate) struct Typed {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) pattern: Pattern,
    colon_token: Token![:],
    pub(crate) ty: Type,
}

/// What stands before the `:` of an argument.
#[derive(Clone)]
pub(crate) enum Pattern {
    Name {
        /// `ref` and `mut`.
        qualifiers: Vec<Ident>,
        ident: Ident,
        /// `@ Some(1)`.
        inner: Option<TokenStream>,
    },
    Wild(Token![_]),
    Other(TokenStream),
}

impl Parse for Declaration {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let qualifiers = Qualifiers {
            constness: input.parse()?,
            asyncness: input.parse()?,
            unsafety: input.parse()?,
            abi: input.parse()?,
        };
        let fn_token = input.parse()?;
        let ident = input.parse()?;
        let mut generics: Generics = input.parse()?;
        let content;
        let paren_token = syn::parenthesized!(content in input);
        let inputs = content.parse()?;
        let output = input.parse()?;
        generics.where_clause = input.parse()?;
        let (body, semi_token) = match input.peek(token::Brace) {
            true => (Some(TokenTree::Group(input.parse::<Group>()?)), <Token![;]>::default()),
            false => (None, input.parse()?),
        };
        Ok(Self {
            attrs,
            visibility,
            qualifiers,
            fn_token,
            ident,
            generics,
            paren_token,
            inputs,
            output,
            body,
            semi_token,
        })
    }
}

impl Parse for Inputs {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut inputs = Self::default();
        let mut is_first = true;
        while !input.is_empty() {
            let attrs = input.call(Attribute::parse_outer)?;
            if let Some((reference, mutability, self_token)) = receiver(input) {
                if !is_first {
                    return Err(syn::Error::new(self_token.span, "a receiver behind an argument"));
                }
                let colon: Option<Token![:]> = input.parse()?;
                let ty = colon.map(|colon| Ok::<_, syn::Error>((colon, input.parse()?)));
                let ty = ty.transpose()?;
                inputs.receiver = Some(Receiver { attrs, reference, mutability, self_token, ty });
            } else if input.peek(Token![...]) {
                inputs.variadic = Some(input.parse::<Token![...]>()?.into_token_stream());
            } else {
                let pattern: Pattern = input.parse()?;
                let colon_token: Token![:] = input.parse()?;
                if input.peek(Token![...]) {
                    let dots: Token![...] = input.parse()?;
                    inputs.variadic = Some(quote!(#pattern #colon_token #dots));
                } else {
                    let ty = input.parse()?;
                    inputs.typed.push(Typed { attrs, pattern, colon_token, ty });
                }
            }
            is_first = false;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(inputs)
    }
}

/// `&'a mut self`, as far as it is one: `&self::Kind` is none.
type BeginningOfReceiver = (Option<TokenStream>, Option<Token![mut]>, Token![self]);

fn receiver(input: ParseStream<'_>) -> Option<BeginningOfReceiver> {
    let ahead = input.fork();
    let reference = match ahead.parse::<Option<Token![&]>>().ok()? {
        Some(and) => {
            let lifetime: Option<Lifetime> = ahead.parse().ok()?;
            Some(quote!(#and #lifetime))
        }
        None => None,
    };
    let mutability = ahead.parse().ok()?;
    let self_token = ahead.parse().ok()?;
    if ahead.peek(Token![::]) {
        return None;
    }
    input.advance_to(&ahead);
    Some((reference, mutability, self_token))
}

impl Parse for Pattern {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Token![_]) && input.peek2(Token![:]) {
            return input.parse().map(Self::Wild);
        }
        if let Some(name) = name(input) {
            return Ok(name);
        }
        let other = until_colon(input)?;
        match other.is_empty() {
            true => Err(input.error("an argument without a name")),
            false => Ok(Self::Other(other)),
        }
    }
}

/// `mut limit` and `limit @ Some(1)`; nothing is taken of another pattern.
fn name(input: ParseStream<'_>) -> Option<Pattern> {
    let ahead = input.fork();
    let mut qualifiers = Vec::new();
    while ahead.peek(Token![ref]) || ahead.peek(Token![mut]) {
        qualifiers.push(ahead.call(Ident::parse_any).ok()?);
    }
    let ident = ahead.parse().ok()?;
    let inner = match ahead.peek(Token![@]) {
        true => Some(until_colon(&ahead).ok()?),
        false => None,
    };
    if !ahead.peek(Token![:]) || ahead.peek(Token![::]) {
        return None;
    }
    input.advance_to(&ahead);
    Some(Pattern::Name { qualifiers, ident, inner })
}

/// What stands before the next `:`; that of a path is none. No pattern has a `,` or a `?`.
fn until_colon(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    let is_end = || input.peek(Token![:]) || input.peek(Token![,]) || input.peek(Token![?]);
    while !input.is_empty() && (input.peek(Token![::]) || !is_end()) {
        match input.parse::<Option<Token![::]>>()? {
            Some(colons) => colons.to_tokens(&mut tokens),
            None => tokens.append(input.parse::<TokenTree>()?),
        }
    }
    Ok(tokens)
}

impl Pattern {
    /// A plain name.
    pub(crate) fn of(ident: Ident) -> Self {
        Self::Name { qualifiers: Vec::new(), ident, inner: None }
    }
}

impl Receiver {
    /// `&self`.
    pub(crate) fn by_reference() -> Self {
        Self {
            attrs: Vec::new(),
            reference: Some(quote!(&)),
            mutability: None,
            self_token: <Token![self]>::default(),
            ty: None,
        }
    }
}

impl Declaration {
    pub(crate) fn is_visible(&self) -> bool {
        !matches!(self.visibility, Visibility::Inherited)
    }

    /// Puts statements in the place of the `;`.
    pub(crate) fn set_body(&mut self, statements: TokenStream) {
        let mut body = Group::new(Delimiter::Brace, statements);
        body.set_span(Span::mixed_site());
        self.body = Some(TokenTree::Group(body));
    }
}

impl ToTokens for Declaration {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.attrs);
        self.visibility.to_tokens(tokens);
        self.qualifiers.to_tokens(tokens);
        self.fn_token.to_tokens(tokens);
        self.ident.to_tokens(tokens);
        self.generics.to_tokens(tokens);
        self.paren_token.surround(tokens, |tokens| self.inputs.to_tokens(tokens));
        self.output.to_tokens(tokens);
        self.generics.where_clause.to_tokens(tokens);
        match &self.body {
            Some(body) => body.to_tokens(tokens),
            None => self.semi_token.to_tokens(tokens),
        }
    }
}

impl ToTokens for Qualifiers {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { constness, asyncness, unsafety, abi } = self;
        tokens.append_all(quote!(#constness #asyncness #unsafety #abi));
    }
}

impl ToTokens for Inputs {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { receiver, typed, variadic } = self;
        let receiver = receiver.as_ref().map(|receiver| quote!(#receiver,));
        tokens.append_all(quote!(#receiver #(#typed,)* #variadic));
    }
}

impl ToTokens for Receiver {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { attrs, reference, mutability, self_token, ty } = self;
        let ty = ty.as_ref().map(|(colon, ty)| quote!(#colon #ty));
        tokens.append_all(quote!(#(#attrs)* #reference #mutability #self_token #ty));
    }
}

impl ToTokens for Typed {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { attrs, pattern, colon_token, ty } = self;
        tokens.append_all(quote!(#(#attrs)* #pattern #colon_token #ty));
    }
}

impl ToTokens for Pattern {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Name { qualifiers, ident, inner } => {
                tokens.append_all(quote!(#(#qualifiers)* #ident #inner));
            }
            Self::Wild(wild) => wild.to_tokens(tokens),
            Self::Other(other) => other.to_tokens(tokens),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(written: &str) -> syn::Result<Declaration> {
        syn::parse_str(written)
    }

    #[test]
    fn declarations_stay_as_they_are_written() {
        for written in [
            "fn list(&self) -> Call<Page>;",
            "#[doc = \" Says.\"] pub (crate) const async unsafe extern \"C\" fn f(self);",
            "fn f<'a, T: Clone + 'a>(&'a mut self, #[query] key: &'a T,) -> Call<()> where T: Send;",
            "fn f(#[cfg(any())] self: &Self, a: u8, ...) -> impl Future<Output = ()>;",
            "fn f(mut self: Box<Self>, args: ...);",
            "fn f(client: &Client, _: u8, mut limit: Option<u32>, ref mut r: u8, r#type: [u8; 4]);",
            "fn f(&self, Job { id: x, .. }: &Job, (a, b): (u8, u8), m::X(c): m::X, e @ 1..=5: u8) { g(); }",
            "fn f(&self, &(a, b): &(u8, u8), [x, ..]: [u8; 2], name::C: u8, 0 | 1: u8);",
        ] {
            let read = read(written).unwrap_or_else(|error| panic!("{written}: {error}"));
            // A comma may follow the last argument.
            let plain =
                |tokens: TokenStream| tokens.to_string().replace(' ', "").replace(",)", ")");
            let expected: TokenStream = written.parse().unwrap();
            assert_eq!(plain(read.into_token_stream()), plain(expected), "{written}");
        }
    }

    #[test]
    fn receivers_and_names_are_told_from_other_things() {
        let read =
            read("fn f(&'a self, _: u8, mut a: u8, b @ 1: u8, self::C: u8, (d): u8);").unwrap();
        let Inputs { receiver, typed, .. } = read.inputs;
        assert_eq!(receiver.unwrap().reference.unwrap().to_string(), "& 'a");
        let told = typed.iter().map(|typed| match &typed.pattern {
            Pattern::Name { qualifiers, ident, inner } => {
                format!("{} {ident} {}", qualifiers.len(), inner.is_some())
            }
            Pattern::Wild(_) => "_".to_owned(),
            Pattern::Other(other) => other.to_string().replace(' ', ""),
        });
        let told: Vec<String> = told.collect();
        assert_eq!(told, ["_", "1 a false", "0 b true", "self::C", "(d)"]);
    }

    #[test]
    fn what_is_no_declaration() {
        for written in [
            "",
            "fn f(&self)",
            "fn f(&self, a: u8, self);",
            "fn f(&self, &self);",
            "fn f(&self, a, b: u8);",
            "fn f(&self, limit?: u32);",
            "fn f(&self, limit: u32 = 5);",
            "fn f(&self, : u8);",
            "fn f(&self, a: u8 b: u8);",
            "fn f(&self) -> Call<()> = 1;",
            "fn f(&self); fn g(&self);",
            "trait T {}",
            "const X: u8 = 1;",
            "let x = 1;",
        ] {
            assert!(read(written).is_err(), "{written}");
        }
    }
}
