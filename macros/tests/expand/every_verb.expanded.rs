trait Verbs: Endpoints {
    /// `GET /x`
    #[inline]
    fn get(&self) -> Call<()> {
        self.__endpoint("get", "GET", "/x", true, &[]).__call::<Call<()>>()
    }
    /// `POST /x`
    #[inline]
    fn post(&self, body: &str) -> Call<()> {
        self.__endpoint("post", "POST", "/x", false, &[("body", "body")])
            .__body(body)
            .__call::<Call<()>>()
    }
    /// `PUT /x`
    #[inline]
    fn put(&self, body: Job) -> Call<()> {
        self.__endpoint("put", "PUT", "/x", true, &[("body", "body")])
            .__body(&body)
            .__call::<Call<()>>()
    }
    /// `PATCH /x`
    #[inline]
    fn patch(&self, body: &Job) -> Call<()> {
        self.__endpoint("patch", "PATCH", "/x", true, &[("body", "body")])
            .__body(body)
            .__call::<Call<()>>()
    }
    /// `DELETE /x`
    #[inline]
    fn delete(&self) -> Call<()> {
        self.__endpoint("delete", "DELETE", "/x", true, &[]).__call::<Call<()>>()
    }
    /// `HEAD /x`
    #[inline]
    fn head(&self) -> Call<()> {
        self.__endpoint("head", "HEAD", "/x", true, &[]).__call_empty::<Call<()>>()
    }
    /// `OPTIONS /x`
    #[inline]
    fn options(&self) -> Call<()> {
        self.__endpoint("options", "OPTIONS", "/x", true, &[]).__call::<Call<()>>()
    }
}
