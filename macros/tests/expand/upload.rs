trait Files: Endpoints {
    #[endpoint(post = "/api/v1/beta/directories/{directory_id}/files/upload")]
    fn upload(
        &self,
        directory_id: &str,
        #[part("upload_file")] file: &Part,
        #[part] unique_id: Option<&str>,
        #[query] project_id: Option<&str>,
    ) -> Call<DirectoryFile>;
}
