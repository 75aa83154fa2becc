trait Batches<R>: Endpoints {
    /// `POST /items/{key}`
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
        const { <Call<Vec<T>>>::__disjoint::<P>(&[("query", "page")]) };
        const { <Call<Vec<T>>>::__disjoint::<More<'_, T>>(&[("query", "page")]) };
        const { <Call<Vec<T>>>::__disjoint_structs::<More<'_, T>, P>() };
        let request = self
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
        request.__path_probe::<Key>().__single::<Key>();
        let request = request.__path::<Key>("key", key);
        let request = request.__query("page", &page);
        let request = request.__params::<P>(params);
        let request = request.__params_beside::<More<'a, T>, P>(more);
        request.__call::<Call<Vec<T>>>()
    }
}
