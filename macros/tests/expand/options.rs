trait Jobs: Endpoints {
    #[endpoint(
        post = "/jobs/{id}/cancel",
        idempotent,
        timeout = "2m",
        expect = 202,
        header("X-Version" = "2"),
        query("api-version" = "2026-11-01", "beta" = "on")
    )]
    fn cancel(&self, id: &str) -> Call<Job>;
}
