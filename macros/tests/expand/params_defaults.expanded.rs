struct Search<'a> {
    #[query(default = 20)]
    limit: Option<u32>,
    #[header("x-mode", default = "fast")]
    mode: Option<&'a str>,
    #[params(flatten)]
    range: Option<Range>,
}
#[automatically_derived]
#[allow(deprecated, reason = "a deprecated field is sent like any other")]
impl<'a> ::endpoint::Params for Search<'a> {
    type Body = <::endpoint::__private::NoBody as ::endpoint::__private::JoinBody<
        <Range as ::endpoint::Params>::Body,
    >>::Joined;
    const NAMES: ::endpoint::__private::Names = ::endpoint::__private::Names {
        own: &[("query", "limit"), ("header", "x-mode")],
        flattened: &[&<Range as ::endpoint::Params>::NAMES],
    };
    fn __fill(&self, __request: &mut ::endpoint::__private::Fill<'_>) {
        __request.query_or::<Option<u32>>("limit", &self.limit, "20");
        __request.header_or::<Option<&'a str>>("x-mode", &self.mode, "fast");
        if let ::core::option::Option::Some(__group) = &self.range {
            <Range as ::endpoint::Params>::__fill(__group, __request);
        }
    }
}
