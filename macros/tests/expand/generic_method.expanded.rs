trait Batches<R>: Endpoints {
    /// `POST /items/{key}`
    #[inline]
    fn put<'a, T: Serialize, P>(
        self: &'a Self,
        key: &'a Key,
        params: &P,
        more: &More<'a, T>,
        page: impl Serialize,
    ) -> Call<Vec<T>>
    where
        P: Params,
        Self: Sized,
    {
        const { <Call<()>>::__struct::<P>("P").__disjoint(&[("query", "page")]) };
        const {
            <Call<()>>::__struct::<More<'_, T>>("More<'a, T>")
                .__disjoint(&[("query", "page")])
        };
        const {
            <Call<()>>::__struct::<More<'_, T>>("More<'a, T>")
                .__beside(&<Call<()>>::__struct::<P>("P"))
        };
        let __request = self
            .__endpoint(
                "put",
                "POST",
                "/items/{key}",
                false,
                &[
                    ("path", "key"),
                    ("params", "params"),
                    ("params", "more"),
                    ("query", "page"),
                ],
            );
        __request.__path_probe(key).__single(key);
        let __request = __request.__path("key", key);
        let __request = __request.__query("page", &page);
        let __request = __request.__params(<Call<()>>::__struct::<P>(""), params);
        let __request = __request
            .__params(<Call<()>>::__struct::<More<'a, T>>(""), more);
        __request.__call::<Call<Vec<T>>>()
    }
}
