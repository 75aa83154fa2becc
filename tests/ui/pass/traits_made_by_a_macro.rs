use endpoint::{Call, Client, Endpoints, Params, endpoint};

macro_rules! resource {
    ($name:ident, $verb:ident, $path:literal, $method:ident($id:ident: $ty:ty), $answer:ty, $role:meta) => {
        #[derive(Params)]
        struct Page {
            #[query]
            limit: u8,
        }

        trait $name: Endpoints {
            #[endpoint($verb = $path)]
            fn $method(
                &self,
                $id: $ty,
                #[$role] request: u8,
                #[params] page: &Page,
            ) -> Call<$answer>;

            #[endpoint(get = $path)]
            fn with_names_of_the_macro(&self, $id: $ty, #[query] limit: u8) -> Call<$answer>;
        }

        impl $name for Client {}
    };
}

resource!(Jobs, put, "/jobs/{job_id}", replace(job_id: &str), Vec<String>, query("r"));

fn main() {
    let client = Client::offline();
    assert_eq!(sent(client.replace("a", 1, &Page { limit: 2 })), "PUT /jobs/a?r=1&limit=2");
    assert_eq!(sent(client.with_names_of_the_macro("a", 3)), "GET /jobs/a?limit=3");
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
