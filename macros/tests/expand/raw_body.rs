trait Images: Endpoints {
    #[endpoint(put = "/images/{id}", error = Problem)]
    fn replace(&self, id: &str, #[header] content_type: &str, #[body(raw)] image: Body)
    -> Call<()>;

    #[endpoint(get = "/images/{id}/content")]
    fn content(&self, id: &str) -> Call<ByteStream>;
}
