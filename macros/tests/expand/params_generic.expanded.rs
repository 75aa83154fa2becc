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
impl<'a, T, S: Scope> http_api::Params for Scoped<'a, T, S>
where
    T: Copy,
    T: http_api::QueryValue,
    S: http_api::Params,
{
    const NAMES: http_api::__private::Names = http_api::__private::Names {
        own: &[("query", "pageSize"), ("query", "q"), ("query", "kind")],
        flattened: &[
            http_api::__private::struct_of::<S>().names,
            http_api::__private::struct_of::<Paging>().names,
        ],
    };
    fn __fill(&self, __request: &mut http_api::__private::Fill<'_>) {
        const { http_api::__private::flattens::<Self>(0usize) };
        const { http_api::__private::flattens::<Self>(1usize) };
        let __check: http_api::__private::Check<Self> = Scoped::check;
        __request.check(__check(self));
        __request.query::<Option<u32>>("pageSize", &self.page_size);
        __request.query::<&'a str>("q", &self.text);
        __request.query::<T>("kind", &self.kind);
        (http_api::__private::struct_of::<S>().fill)(&self.scope, __request);
        (http_api::__private::struct_of::<Paging>().fill)(&self.paging, __request);
    }
}
