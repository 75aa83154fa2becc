#[params(crate = "http_api", rename_all = "camelCase", check = "Scoped::check")]
struct Scoped<'a, T, S: Scope = Project>
where
    T: Copy,
{
    #[query]
    page_size: Option<u32>,
    #[query("q")]
    text: &'a str,
    #[query]
    kind: T,
    #[params(flatten)]
    scope: S,
    #[params(flatten)]
    paging: Paging,
}
#[automatically_derived]
#[allow(deprecated, reason = "a deprecated field is sent like any other")]
impl<'a, T, S: Scope> http_api::Params for Scoped<'a, T, S>
where
    T: Copy,
    T: http_api::QueryValue,
    S: http_api::Params,
    http_api::__private::NoBody: http_api::__private::JoinBody<
        <S as http_api::Params>::Body,
    >,
{
    type Body = <<http_api::__private::NoBody as http_api::__private::JoinBody<
        <S as http_api::Params>::Body,
    >>::Joined as http_api::__private::JoinBody<
        <Paging as http_api::Params>::Body,
    >>::Joined;
    const NAMES: http_api::__private::Names = http_api::__private::Names {
        own: &[("query", "pageSize"), ("query", "q"), ("query", "kind")],
        flattened: &[
            &<S as http_api::Params>::NAMES,
            &<Paging as http_api::Params>::NAMES,
        ],
    };
    fn __fill(&self, __request: &mut http_api::__private::Fill<'_>) {
        __request.check(Scoped::check(&*self));
        __request.query::<Option<u32>>("pageSize", &self.page_size);
        __request.query::<&'a str>("q", &self.text);
        __request.query::<T>("kind", &self.kind);
        <S as http_api::Params>::__fill(&self.scope, __request);
        <Paging as http_api::Params>::__fill(&self.paging, __request);
    }
}
