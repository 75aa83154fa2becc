trait Batches<R>: Endpoints {
    #[endpoint(post = "/items/{key}")]
    fn put<'a, T: Serialize, P>(
        self: &'a Self,
        key: &'a Key,
        #[params] params: &P,
        #[params] more: &More<'a, T>,
        #[query] page: impl Serialize,
    ) -> Call<Vec<T>>
    where
        P: Params,
        Self: Sized;
}
