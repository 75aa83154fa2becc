trait Batches: Endpoints {
    #[endpoint(get = "/api/v1/beta/batch-processing")]
    fn list(&self, #[params] filter: &BatchListParams<'_>, #[params] page: PageParams) -> Call<Page<BatchJob>>;
}
