trait Verbs: Endpoints {
    /// `GET /x`
    fn get(&self) -> Call<()> {
        self.__endpoint("get", "GET", "/x", true, &[]).__call::<Call<()>>()
    }
    /// `POST /x`
    fn post(&self, body: &str) -> Call<()> {
        self.__endpoint("post", "POST", "/x", false, &[("body", "body")])
            .__body::<str>(body)
            .__call::<Call<()>>()
    }
    /// `PUT /x`
    fn put(&self, body: Job) -> Call<()> {
        self.__endpoint("put", "PUT", "/x", true, &[("body", "body")])
            .__body::<Job>(&body)
            .__call::<Call<()>>()
    }
    /// `PATCH /x`
    fn patch(&self, body: &Job) -> Call<()> {
        self.__endpoint("patch", "PATCH", "/x", true, &[("body", "body")])
            .__body::<Job>(body)
            .__call::<Call<()>>()
    }
    /// `DELETE /x`
    fn delete(&self) -> Call<()> {
        self.__endpoint("delete", "DELETE", "/x", true, &[]).__call::<Call<()>>()
    }
    /// `HEAD /x`
    fn head(&self) -> Call<()> {
        self.__endpoint("head", "HEAD", "/x", true, &[]).__call_empty::<Call<()>>()
    }
    /// `OPTIONS /x`
    fn options(&self) -> Call<()> {
        self.__endpoint("options", "OPTIONS", "/x", true, &[]).__call::<Call<()>>()
    }
}
