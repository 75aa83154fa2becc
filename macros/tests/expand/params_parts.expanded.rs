struct Upload<'a> {
    #[part("upload_file")]
    file: &'a Part,
    #[part]
    unique_id: Option<&'a str>,
}
#[automatically_derived]
impl<'a> ::endpoint::Params for Upload<'a> {
    const NAMES: ::endpoint::__private::Names = ::endpoint::__private::Names {
        own: &[("part", "upload_file"), ("part", "unique_id")],
        flattened: &[],
    };
    fn __fill(&self, __request: &mut ::endpoint::__private::Fill<'_>) {
        __request.part::<&'a Part>("upload_file", &self.file);
        __request.part::<Option<&'a str>>("unique_id", &self.unique_id);
    }
}
