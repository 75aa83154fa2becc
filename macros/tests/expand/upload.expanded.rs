trait Files: Endpoints {
    /// `POST /api/v1/beta/directories/{directory_id}/files/upload`
    #[inline]
    fn upload(
        &self,
        directory_id: &str,
        file: &Part,
        unique_id: Option<&str>,
        project_id: Option<&str>,
    ) -> Call<DirectoryFile> {
        self.__endpoint(
                "upload",
                "POST",
                "/api/v1/beta/directories/{directory_id}/files/upload",
                false,
                &[
                    ("path", "directory_id"),
                    ("part", "upload_file"),
                    ("part", "unique_id"),
                    ("query", "project_id"),
                ],
            )
            .__path("directory_id", directory_id)
            .__part("upload_file", file)
            .__part::<Option<&str>>("unique_id", &unique_id)
            .__query::<Option<&str>>("project_id", &project_id)
            .__call::<Call<DirectoryFile>>()
    }
}
