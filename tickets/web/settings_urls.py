"""Below /settings/: statuses, categories, fields, tags, macros; mailboxes and quarantine are the mail channel's."""

from django.urls import path

from tickets.web.settings import approvals, categories, condition_values, fields, macros, recurring, statuses, tags

urlpatterns = [
    path("condition-values/", condition_values.show, name="settings-condition-values"),
    path("statuses/", statuses.index, name="settings-statuses"),
    path("statuses/new/", statuses.create, name="settings-status-new"),
    path("statuses/<int:pk>/", statuses.edit, name="settings-status"),
    path("statuses/<int:pk>/position/", statuses.place, name="settings-status-position"),
    path("statuses/<int:pk>/deactivation/", statuses.deactivate, name="settings-status-deactivate"),
    path("statuses/<int:pk>/return/", statuses.reactivate, name="settings-status-reactivate"),
    path("categories/", categories.index, name="settings-categories"),
    path("categories/new/", categories.create, name="settings-category-new"),
    path("categories/<int:pk>/", categories.edit, name="settings-category"),
    path("categories/<int:pk>/deactivation/", categories.deactivate, name="settings-category-deactivate"),
    path("categories/<int:pk>/return/", categories.reactivate, name="settings-category-reactivate"),
    path("categories/<int:pk>/removal/", categories.remove, name="settings-category-remove"),
    path("fields/", fields.index, name="settings-fields"),
    path("fields/new/", fields.create, name="settings-field-new"),
    path("fields/<int:pk>/", fields.edit, name="settings-field"),
    path("fields/<int:pk>/position/", fields.place, name="settings-field-position"),
    path("fields/<int:pk>/deactivation/", fields.deactivate, name="settings-field-deactivate"),
    path("fields/<int:pk>/return/", fields.reactivate, name="settings-field-reactivate"),
    path("tags/", tags.index, name="settings-tags"),
    path("tags/new/", tags.create, name="settings-tag-new"),
    path("tags/<int:pk>/", tags.edit, name="settings-tag"),
    path("tags/<int:pk>/merge/", tags.merge, name="settings-tag-merge"),
    path("tags/<int:pk>/removal/", tags.remove, name="settings-tag-remove"),
    path("approvals/", approvals.index, name="settings-approvals"),
    path("approvals/new/", approvals.create, name="settings-approval-new"),
    path("approvals/<int:pk>/", approvals.edit, name="settings-approval"),
    path("recurring/", recurring.index, name="settings-recurring"),
    path("recurring/new/", recurring.create, name="settings-recurring-new"),
    path("recurring/<int:pk>/", recurring.edit, name="settings-recurring-edit"),
    path("recurring/<int:pk>/removal/", recurring.remove, name="settings-recurring-remove"),
    path("macros/", macros.index, name="settings-macros"),
    path("macros/new/", macros.create, name="settings-macro-new"),
    path("macros/<int:pk>/", macros.edit, name="settings-macro"),
    path("macros/<int:pk>/removal/", macros.remove, name="settings-macro-remove"),
]
