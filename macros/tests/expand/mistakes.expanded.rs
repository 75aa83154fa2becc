trait Batches: Endpoints {
    ::core::compile_error! {
        "`qurey` is not a role of an argument\nhelp: did you mean `#[query]`? the roles are path, query, header, body, form, part, params"
    }
    /// Kept, as its author wrote it.
    #[allow(
        unused_variables,
        unused_mut,
        async_fn_in_trait,
        reason = "the endpoint has mistakes"
    )]
    fn get(&self, limit: u32, job_id: &str) -> Call<Job> {
        ::core::unreachable!()
    }
    ::core::compile_error! {
        "`self` by value as the receiver of an endpoint\nhelp: write `&self`: a client is shared by all its calls"
    }
    ::core::compile_error! {
        "an endpoint returns a `Call`, not an `impl Trait`\nhelp: write `-> Call<Page>`: `.await` on it gives the `Result`"
    }
    #[allow(
        unused_variables,
        unused_mut,
        async_fn_in_trait,
        reason = "the endpoint has mistakes"
    )]
    fn list(&self) -> impl Future<Output = Result<Page>>
    where
        Self: Sized,
    {
        async { ::core::unreachable!() }
    }
}
