trait Images: Endpoints {
    /// `PUT /images/{id}`
    #[inline]
    fn replace(&self, id: &str, content_type: &str, image: Body) -> Call<()> {
        self.__endpoint(
                "replace",
                "PUT",
                "/images/{id}",
                true,
                &[("path", "id"), ("header", "content-type"), ("body(raw)", "image")],
            )
            .__error::<Problem>()
            .__path("id", id)
            .__header("content-type", content_type)
            .__raw(&image)
            .__call::<Call<()>>()
    }
    /// `GET /images/{id}/content`
    #[inline]
    fn content(&self, id: &str) -> Call<ByteStream> {
        self.__endpoint(
                "content",
                "GET",
                "/images/{id}/content",
                true,
                &[("path", "id")],
            )
            .__path("id", id)
            .__call::<Call<ByteStream>>()
    }
}
