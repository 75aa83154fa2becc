//! `create` made safe.
//!
//! A POST whose answer is lost may have made a job or not, and nothing that a list does not show
//! proves that it has not. So it is never sent again: the job is looked for, and taken for the one
//! that was asked for only where nobody else makes jobs.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::time::Duration;

use endpoint::{Call, Client, Endpoints, Error, OffsetPage, Outcome};
use jiff::{SignedDuration, Timestamp};
use tokio::time::{Instant, timeout_at};

use super::config::JobConfig;
use super::dated::{Dated, dated};
use super::job::{BatchJob, BatchJobStatus, JobType};
use super::made::JobsMade;
use super::params::{BatchCreateParams, BatchListParams};
use super::wait::is_missed_look;
use super::{BatchEndpoints, SubmitError};
use crate::settle::{LOOK_TIMEOUT, SETTLE, Settle};

/// A batch that is to be created once; see [`BatchEndpoints::submit`]. Await it.
#[must_use = "nothing is sent until it is awaited"]
pub struct Submit<'a> {
    create: Call<BatchJob>,
    list: Box<List<'a>>,
    get_status: Box<GetStatus<'a>>,
    scope: Scope,
    made: JobsMade,
    own_directory: bool,
    settle: Duration,
    deadline: Duration,
}

// The trait's own methods, so that what a mock overrides counts here too.
pub(super) type List<'a> =
    dyn Fn(&BatchListParams) -> Call<OffsetPage<BatchJob>> + Send + Sync + 'a;
pub(super) type GetStatus<'a> = dyn Fn(&str) -> Call<BatchJobStatus> + Send + Sync + 'a;

/// Which jobs can be the one that was asked for, but for when they were made.
#[derive(Debug)]
struct Scope {
    directory_id: Option<String>,
    project_id: Option<String>,
    organization_id: Option<String>,
    job_type: Option<JobType>,
}

impl<'a> Submit<'a> {
    pub(super) fn new<E: BatchEndpoints + ?Sized>(
        endpoints: &'a E,
        params: &BatchCreateParams,
    ) -> Self {
        let client = Endpoints::client(endpoints);
        let or_default = |given: &Option<String>, name: &str| {
            given.clone().or_else(|| client.default_query(name).map(str::to_owned))
        };
        Self {
            create: endpoints.create(params),
            list: Box::new(|params| endpoints.list(params)),
            get_status: Box::new(|job_id| endpoints.get_status(job_id)),
            scope: Scope {
                directory_id: params.directory_id.clone(),
                project_id: or_default(&params.project_id, "project_id"),
                organization_id: or_default(&params.organization_id, "organization_id"),
                job_type: match params.job_config {
                    JobConfig::Parse(_) => Some(JobType::Parse),
                    JobConfig::Classify(_) => Some(JobType::Classify),
                    JobConfig::Unknown(_) => None,
                },
            },
            made: jobs_made(client),
            own_directory: false,
            settle: SETTLE,
            deadline: DEADLINE,
        }
    }

    /// Says that the directory was made for this batch alone: nobody else makes jobs over it.
    ///
    /// Then a job that shows up there after a lost answer is the one that was asked for, and is
    /// adopted. Submits of one [`LlamaCloud`](crate::LlamaCloud) and its clones into one such directory
    /// take turns, and never adopt the same job.
    pub fn own_directory(mut self) -> Self {
        self.own_directory = true;
        self
    }

    /// How long to look for the job after an answer was lost; 15 s if not set. A server may still be
    /// working on a request whose connection is gone.
    pub fn settle(mut self, settle: Duration) -> Self {
        self.settle = settle;
        self
    }

    /// How long all of it may take, looking included; 5 min if not set.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    async fn run(self) -> Result<BatchJob, SubmitError> {
        let Self { create, list, get_status, scope, made, own_directory, settle, deadline } = self;
        let began = Instant::now();
        let ends = began.checked_add(deadline);
        let fails = |error| SubmitError::new(error, &scope.directory_id, &scope.project_id);
        if own_directory && scope.directory_id.is_none() {
            return Err(fails(Error::build(
                "`own_directory` without `directory_id`: name the directory that is this batch's own",
            )));
        }

        let turn = scope.directory_id.as_ref().filter(|_| own_directory).map(|id| made.turn(id));
        let _turn = match (&turn, ends) {
            (None, _) => None,
            (Some(turn), None) => Some(turn.lock().await),
            (Some(turn), Some(ends)) => match timeout_at(ends, turn.lock()).await {
                Ok(turn) => Some(turn),
                Err(_) => {
                    return Err(fails(Error::deadline(
                        "the deadline passed while another batch was being submitted into the \
                         directory; nothing was sent",
                    )));
                }
            },
        };

        // Part of the time is kept for looking.
        let left = deadline.saturating_sub(began.elapsed());
        let for_looking = settle.min(left / 2);
        let sent = Instant::now();
        let error = match create.deadline(left.saturating_sub(for_looking)).await {
            Ok(job) => {
                made.note(&job.id);
                return Ok(job);
            }
            Err(error) => error,
        };
        let mut settle = Settle::after(&error, for_looking, ends);
        match (error.outcome(), error.response_id()) {
            (Outcome::NotDone, _) => return Err(fails(error)),
            // The answer could not be read, but says which job it is about.
            (Outcome::Done, Some(id)) if made.claim(id) => {
                return match read_back(&*get_status, id, &made, &mut settle).await {
                    Ok(job) => Ok(job),
                    Err(of_look) => Err(fails(error).looked(Vec::new(), Some(of_look))),
                };
            }
            (Outcome::Done | Outcome::Unknown, _) => {}
        }

        let search = Search { list: &*list, scope: &scope, made: &made, sent };
        let mut candidates = Vec::new();
        loop {
            let of_look = match search.look(settle.limit()).await {
                Ok(found) => {
                    candidates = found;
                    None
                }
                Err(of_look) => {
                    settle.hold_back(&of_look);
                    Some(of_look)
                }
            };
            if own_directory && !candidates.is_empty() {
                return match adoptable(&candidates).filter(|job| made.claim(&job.id)) {
                    Some(job) => Ok(job.clone()),
                    None => Err(fails(error).looked(jobs(candidates), None)),
                };
            }
            if !settle.again().await {
                return Err(fails(error).looked(jobs(candidates), of_look));
            }
        }
    }
}

impl<'a> IntoFuture for Submit<'a> {
    type Output = Result<BatchJob, SubmitError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Debug for Submit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Submit")
            .field("scope", &self.scope)
            .field("own_directory", &self.own_directory)
            .field("settle", &self.settle)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// The job of an id that an unreadable answer gave, looked at until it can be read.
async fn read_back(
    get_status: &GetStatus<'_>,
    id: &str,
    made: &JobsMade,
    settle: &mut Settle,
) -> Result<BatchJob, Error> {
    loop {
        match get_status(id).timeout(LOOK_TIMEOUT).deadline(settle.limit()).await {
            Ok(status) => return Ok(status.job),
            Err(error) if !is_missed_look(&error, made.is_fresh(id)) => return Err(error),
            Err(error) => {
                settle.hold_back(&error);
                if !settle.again().await {
                    return Err(error);
                }
            }
        }
    }
}

/// A job that can be the one that was asked for.
struct Candidate {
    job: BatchJob,
    /// Whether it was provably made after the request was sent.
    made_after: bool,
}

/// The one job that is certainly the one that was asked for, where nobody else makes any.
fn adoptable(candidates: &[Candidate]) -> Option<&BatchJob> {
    match candidates {
        [only] if only.made_after => Some(&only.job),
        _ => None,
    }
}

fn jobs(candidates: Vec<Candidate>) -> Vec<BatchJob> {
    candidates.into_iter().map(|candidate| candidate.job).collect()
}

struct Search<'s> {
    list: &'s List<'s>,
    scope: &'s Scope,
    made: &'s JobsMade,
    sent: Instant,
}

impl Search<'_> {
    /// The jobs that can be the one that was asked for.
    async fn look(&self, limit: Duration) -> Result<Vec<Candidate>, Error> {
        let ends = Instant::now() + limit;
        let mut candidates = Vec::new();
        let mut offset = 0;
        for _ in 0..PAGES {
            let params = BatchListParams::builder()
                .maybe_directory_id(self.scope.directory_id.clone())
                .maybe_job_type(self.scope.job_type.clone())
                .limit(PAGE)
                .offset(offset)
                .maybe_organization_id(self.scope.organization_id.clone())
                .maybe_project_id(self.scope.project_id.clone())
                .build();
            let left = ends.saturating_duration_since(Instant::now());
            let look = dated((self.list)(&params).timeout(LOOK_TIMEOUT).deadline(left));
            let Dated { value: page, date } = look.await?;
            let sent_at = date.and_then(|now| self.sent_at(now));
            let received = page.items.len();
            for job in page.items {
                // Rows shift between pages, and show one job on two of them.
                let is_new = !candidates.iter().any(|known: &Candidate| known.job.id == job.id);
                candidates.extend(self.candidate(job, sent_at).filter(|_| is_new));
            }
            offset += i64::try_from(received).unwrap_or(i64::MAX);
            if received == 0 || page.total_size.is_none_or(|total| offset >= total) {
                return Ok(candidates);
            }
        }
        // What was not read may hold the job, so that what was read decides nothing.
        Err(Error::build(format!("the directory shows more than {offset} jobs")))
    }

    /// When the request was sent, by the server's clock.
    fn sent_at(&self, now: Timestamp) -> Option<Timestamp> {
        let ago = SignedDuration::try_from(self.sent.elapsed() + SLACK).ok()?;
        now.checked_sub(ago).ok()
    }

    fn candidate(&self, job: BatchJob, sent_at: Option<Timestamp>) -> Option<Candidate> {
        let Scope { directory_id, project_id, job_type, .. } = self.scope;
        let same = job.directory_id == *directory_id
            && project_id.as_ref().is_none_or(|project| job.project_id == *project)
            && job_type.as_ref().is_none_or(|kind| job.job_type == *kind);
        if !same || self.made.has(&job.id) {
            return None;
        }
        let created_at = job.created_at.as_ref().and_then(|time| time.instant().ok());
        match (created_at, sent_at) {
            (Some(created), Some(sent)) if created < sent => None,
            (Some(_), Some(_)) => Some(Candidate { job, made_after: true }),
            // Nothing tells when it was made.
            (None, _) | (_, None) => Some(Candidate { job, made_after: false }),
        }
    }
}

/// What the client's clones know of the jobs that they made. One that [`LlamaCloud`] did not make, a
/// mock's for example, knows nothing.
///
/// [`LlamaCloud`]: crate::LlamaCloud
pub(super) fn jobs_made(client: &Client) -> JobsMade {
    client.extension::<JobsMade>().cloned().unwrap_or_default()
}

const DEADLINE: Duration = Duration::from_secs(5 * 60);
/// A `Date` has whole seconds, and takes its way.
const SLACK: Duration = Duration::from_secs(2);
const PAGE: i64 = 100;
const PAGES: usize = 20;
