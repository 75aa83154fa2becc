//! A trait that is mocked by overriding a method, also behind `dyn`.

use downstream::forge::{Content, Repositories, Repository, Search};
use downstream::projects::{NewProject, Project, Projects};
use endpoint::{ByteStream, Call, Client, Endpoints, Kind};
use futures_util::TryStreamExt;

/// What a program does with a forge, whichever it is.
async fn names(forge: &dyn Content) -> endpoint::Result<Vec<String>> {
    let found: Vec<Repository> = forge.search(&Search::default()).items().try_collect().await?;
    Ok(found.into_iter().map(|repository| repository.full_name).collect())
}

async fn size(forge: &(impl Content + ?Sized)) -> endpoint::Result<usize> {
    let mut archive = forge.archive("ada", "engine", "v1").await?;
    let mut size = 0;
    while let Some(piece) = archive.chunk().await? {
        size += piece.len();
    }
    Ok(size)
}

struct Mock(Client);

impl Endpoints for Mock {
    fn client(&self) -> &Client {
        &self.0
    }
}

impl Content for Mock {
    fn search(&self, _: &Search<'_>) -> Call<Repositories> {
        let repository = Repository { id: 1, full_name: "ada/engine".to_owned() };
        Call::ready(Repositories { data: vec![repository] })
    }

    fn archive(&self, _: &str, _: &str, commit: &str) -> Call<ByteStream> {
        Call::ready(ByteStream::from(commit.to_owned()))
    }
}

impl Projects for Mock {
    fn project(&self, project_id: &str) -> Call<Project> {
        Call::ready_json(format!(r#"{{"id": "{project_id}", "name": "p"}}"#))
    }
}

#[tokio::test]
async fn a_method_is_overridden() {
    let mock = Mock(Client::offline());
    assert_eq!(names(&mock).await.unwrap(), ["ada/engine"]);
    assert_eq!(size(&mock).await.unwrap(), 2);
    let boxed: Box<dyn Content> = Box::new(mock);
    assert_eq!(names(&*boxed).await.unwrap(), ["ada/engine"]);
    assert_eq!(size(&*boxed).await.unwrap(), 2);
}

#[tokio::test]
async fn a_method_that_is_not_overridden_reaches_nothing() {
    let mock = Mock(Client::offline());
    let projects: &dyn Projects = &mock;
    assert_eq!(projects.project("7").await.unwrap().id, "7");
    let new = NewProject { name: "p", organization_id: None };
    let error = projects.upsert_project(&new).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Connect, "{error}");
}
