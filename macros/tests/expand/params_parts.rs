struct Upload<'a> {
    #[part("upload_file")]
    file: &'a Part,
    #[part]
    unique_id: Option<&'a str>,
}
