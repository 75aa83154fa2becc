//! The two endpoints of our own on the client that somebody else made.

use axum::extract::{Json, RawQuery};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use downstream::projects::{NewProject, Project, Projects};
use llama_cloud::LlamaCloud;
use serde_json::{Value, json};

async fn client() -> LlamaCloud {
    let router = axum::Router::new()
        .route("/api/v1/projects", put(upsert))
        .route("/api/v1/projects/{id}", get(refused));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    LlamaCloud::builder().base_url(url).api_key("llx-1").organization_id("o-1").build().unwrap()
}

async fn upsert(
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    Json(body): Json<Value>,
) -> Json<Value> {
    assert_eq!(headers[header::AUTHORIZATION], "Bearer llx-1");
    Json(json!({"id": query.unwrap_or_default(), "name": body["name"], "is_default": true}))
}

async fn refused() -> Response {
    let detail =
        json!({"detail": [{"loc": ["path", "project_id"], "msg": "no UUID", "type": "uuid"}]});
    (StatusCode::UNPROCESSABLE_ENTITY, Json(detail)).into_response()
}

/// With the client's key, its defaults, and its way to read errors.
#[tokio::test]
async fn they_are_methods_of_the_client() {
    let client = client().await;
    let project = |id: &str| Project { id: id.to_owned(), name: "p".to_owned() };
    let new = NewProject { name: "p", organization_id: None };
    assert_eq!(client.upsert_project(&new).await.unwrap(), project("organization_id=o-1"));
    let new = NewProject { organization_id: Some("o-2"), ..new };
    assert_eq!(client.upsert_project(&new).await.unwrap(), project("organization_id=o-2"));
    let error = client.project("7").await.unwrap_err();
    assert_eq!(error.detail().unwrap().fields[0].location, "path.project_id");
    assert!(error.to_string().contains("no UUID"), "{error}");
}
