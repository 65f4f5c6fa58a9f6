"""Articles at the desk, at /desk/knowledge/."""

from django.urls import path

from knowledge.web import articles, editing, sections, states, versions

urlpatterns = [
    path("", articles.index, name="desk-articles"),
    path("new/", editing.new, name="desk-article-new"),
    path("preview/", editing.preview, name="desk-article-preview"),
    path("sections/", sections.index, name="desk-sections"),
    path("sections/new/", sections.new, name="desk-section-new"),
    path("sections/<int:section_id>/", sections.edit, name="desk-section"),
    path("sections/<int:section_id>/removal/", sections.remove, name="desk-section-remove"),
    path("<int:article_id>/", articles.show, name="desk-article"),
    path("<int:article_id>/edit/", editing.edit, name="desk-article-edit"),
    path("<int:article_id>/publication/", states.publish, name="desk-article-publish"),
    path("<int:article_id>/archiving/", states.archive, name="desk-article-archive"),
    path("<int:article_id>/return/", states.bring_back, name="desk-article-return"),
    path("<int:article_id>/versions/", versions.index, name="desk-versions"),
    path("<int:article_id>/versions/<int:number>/", versions.show, name="desk-version"),
    path("<int:article_id>/versions/<int:number>/restoration/", versions.restore, name="desk-version-restore"),
]
