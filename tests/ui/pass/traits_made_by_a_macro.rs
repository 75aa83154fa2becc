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

// What a macro puts in stays a whole: twice three are six, and not five.
macro_rules! sized {
    ($name:ident, $params:ident, $length:expr, $element:ty) => {
        #[derive(Params)]
        struct $params {
            #[query("one")]
            ones: [$element; 1 * $length],
        }

        trait $name: Endpoints {
            #[endpoint(put = "/sized")]
            fn store(
                &self,
                #[params] params: &$params,
                #[query] two: &[$element; $length],
                #[query] six: [$element; $length * 2],
            ) -> Call<[$element; $length as usize]>;
        }

        impl $name for Client {}
    };
}

sized!(Sized, Ones, 2 - 1 + 2, u8);

fn main() {
    let client = Client::offline();
    let call = client.store(&Ones { ones: [1; 3] }, &[2; 3], [3; 6]);
    let query = "two=2&two=2&two=2&six=3&six=3&six=3&six=3&six=3&six=3&one=1&one=1&one=1";
    assert_eq!(sent(call), format!("PUT /sized?{query}"));
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
