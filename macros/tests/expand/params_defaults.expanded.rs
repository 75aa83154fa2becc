struct Search<'a> {
    #[query(default = 20)]
    limit: Option<u32>,
    #[header("x-mode", default = "fast")]
    mode: Option<&'a str>,
    #[params(flatten)]
    range: Option<Range>,
}
const _: () = ::endpoint::__private::flattens::<Search<'static>>(0usize);
#[automatically_derived]
impl<'a> ::endpoint::Params for Search<'a> {
    const NAMES: ::endpoint::__private::Names = ::endpoint::__private::Names {
        own: &[("query", "limit"), ("header", "x-mode")],
        flattened: &[::endpoint::__private::struct_of::<Range>().names],
    };
    fn __fill(&self, __request: &mut ::endpoint::__private::Fill<'_>) {
        __request.query_or::<Option<u32>>("limit", &self.limit, "20");
        __request.header_or::<Option<&'a str>>("x-mode", &self.mode, "fast");
        if let ::core::option::Option::Some(__group) = &self.range {
            (::endpoint::__private::struct_of::<Range>().fill)(__group, __request);
        }
    }
}
