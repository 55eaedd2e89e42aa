//! What the page works on: the view, what is being edited, asked or tested.

use super::form::Draft;
use crate::hooks::{Query, use_query};
use crate::ipc;
use crate::state::{App, Toasts, use_app, use_changes, use_toasts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::AppError;
use pathloom_ipc::models::{EndpointView, FoundServer, ModelsView, Sends, SetRoleRequest, TestRequest, role_sends};
use pathloom_model::{ModelRef, ModelRole};
use std::collections::BTreeSet;
use std::future::Future;

#[derive(Clone, Copy)]
pub struct Models {
    pub query: Query<ModelsView>,
    pub editing: RwSignal<Option<Draft>>,
    pub asking: RwSignal<Option<Asking>>,
    /// Servers found on this computer.
    pub found: RwSignal<Option<Vec<FoundServer>>>,
    /// Names of endpoints under test.
    pub testing: RwSignal<BTreeSet<String>>,
    pub app: App,
    pub toasts: Toasts,
}

/// May the project send there? And what is done once it may.
#[derive(Clone, Debug, PartialEq)]
pub struct Asking {
    pub endpoint: String,
    pub origin: String,
    pub sends: Vec<Sends>,
    pub then: Vec<SetRoleRequest>,
}

pub fn new_models() -> Models {
    let changes = use_changes();
    let query = use_query(move || {
        changes.runs.track();
        ipc::models()
    });
    Models {
        query,
        editing: RwSignal::new(None),
        asking: RwSignal::new(None),
        found: RwSignal::new(None),
        testing: RwSignal::new(BTreeSet::new()),
        app: use_app(),
        toasts: use_toasts(),
    }
}

impl Models {
    /// A part of the view that only tells of its own changes.
    pub fn part<T: PartialEq + Send + Sync + 'static>(
        self,
        of: impl Fn(&ModelsView) -> T + Send + Sync + 'static,
    ) -> Memo<Option<T>> {
        Memo::new(move |_| self.query.data.with(|view| view.as_ref().map(&of)))
    }

    pub fn endpoints(self) -> Memo<Option<Vec<EndpointView>>> {
        self.part(|view| view.endpoints.clone())
    }

    /// Does one thing after another, says what fails, then loads the view again.
    pub fn act(self, work: impl Future<Output = Result<(), AppError>> + 'static) {
        spawn_local(async move {
            if let Err(error) = work.await {
                self.toasts.error(&error);
            }
            self.query.reload();
        });
    }

    pub fn test(self, endpoint: String) {
        if self.testing.with_untracked(|testing| testing.contains(&endpoint)) {
            return;
        }
        self.testing.update(|testing| {
            testing.insert(endpoint.clone());
        });
        self.act(async move {
            let answer = ipc::test_endpoint(TestRequest { endpoint: endpoint.clone(), model: None }).await;
            self.testing.try_update(|testing| testing.remove(&endpoint));
            answer.map(drop)
        });
    }

    /// At once, or once the user allowed what it would send.
    pub fn give(self, roles: Vec<SetRoleRequest>) {
        let wanted: BTreeSet<&String> =
            roles.iter().flat_map(|role| &role.models).map(|model| &model.endpoint).collect();
        let unasked = self.query.data.with_untracked(|view| {
            let endpoints = view.as_ref().map_or(&[][..], |view| &view.endpoints);
            endpoints.iter().find(|view| !view.allowed && wanted.contains(&view.endpoint.name)).cloned()
        });
        if let Some(EndpointView { endpoint, origin, .. }) = unasked {
            let mut sends: Vec<Sends> = roles.iter().flat_map(|role| role_sends(role.role)).copied().collect();
            sends.sort_unstable();
            sends.dedup();
            self.asking.set(Some(Asking { endpoint: endpoint.name, origin, sends, then: roles }));
            return;
        }
        self.act(async move {
            for role in roles {
                ipc::set_role(role).await?;
            }
            Ok(())
        });
    }

    /// Judges are several; of the other roles a press chooses one, and with `beside` adds or takes one.
    pub fn press(self, role: ModelRole, model: ModelRef, beside: bool) {
        let now = self.query.data.with_untracked(|view| {
            let roles = view.as_ref().map_or(&[][..], |view| &view.roles);
            roles.iter().find(|view| view.role == role).map(|view| view.models.clone()).unwrap_or_default()
        });
        let models = match now.contains(&model) {
            true if role == ModelRole::Judges || beside || now.len() == 1 => {
                now.into_iter().filter(|other| *other != model).collect()
            }
            false if role == ModelRole::Judges || beside => now.into_iter().chain([model]).collect(),
            _ => vec![model],
        };
        self.give(vec![SetRoleRequest { role, models }]);
    }
}
