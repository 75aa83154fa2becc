trait Verbs: Endpoints {
    #[endpoint(get = "/x")]
    fn get(&self) -> Call<()>;
    #[endpoint(post = "/x")]
    fn post(&self, #[body] body: &str) -> Call<()>;
    #[endpoint(put = "/x")]
    fn put(&self, #[body] body: Job) -> Call<()>;
    #[endpoint(patch = "/x", idempotent)]
    fn patch(&self, #[body] body: &Job) -> Call<()>;
    #[endpoint(delete = "/x")]
    fn delete(&self) -> Call<()>;
    #[endpoint(head = "/x")]
    fn head(&self) -> Call<()>;
    #[endpoint(options = "/x")]
    fn options(&self) -> Call<()>;
}
