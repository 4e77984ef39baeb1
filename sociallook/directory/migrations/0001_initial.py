# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Organization",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("alternate_name", models.TextField(blank=True, default="")),
                ("description", models.TextField(blank=True, default="")),
                ("email", models.TextField(blank=True, default="")),
                ("website", models.TextField(blank=True, default="")),
                ("year_incorporated", models.IntegerField(null=True)),
                ("legal_status", models.TextField(blank=True, default="")),
                ("logo", models.TextField(blank=True, default="")),
                ("uri", models.TextField(blank=True, default="")),
                ("parent_organization_id", models.UUIDField(null=True)),
                ("phones", models.JSONField(default=list)),
                ("contacts", models.JSONField(default=list)),
                ("institution", models.TextField(blank=True, default="")),
                ("fictitious", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Location",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("location_type", models.CharField(default="physical", max_length=8)),
                ("url", models.TextField(blank=True, default="")),
                ("name", models.TextField(blank=True, default="")),
                ("alternate_name", models.TextField(blank=True, default="")),
                ("description", models.TextField(blank=True, default="")),
                ("transportation", models.TextField(blank=True, default="")),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("external_identifier", models.TextField(blank=True, default="")),
                ("external_identifier_type", models.TextField(blank=True, default="")),
                ("languages", models.JSONField(default=list)),
                ("addresses", models.JSONField(default=list)),
                ("contacts", models.JSONField(default=list)),
                ("accessibility", models.JSONField(default=list)),
                ("phones", models.JSONField(default=list)),
                ("schedules", models.JSONField(default=list)),
                ("area", models.CharField(blank=True, default="", max_length=8)),
                ("location_confidential", models.BooleanField(default=False)),
                ("wheelchair", models.BooleanField(null=True)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="locations",
                        to="directory.organization",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("alternate_name", models.TextField(blank=True, default="")),
                ("description", models.TextField(blank=True, default="")),
                ("url", models.TextField(blank=True, default="")),
                ("email", models.TextField(blank=True, default="")),
                ("status", models.CharField(default="active", max_length=20)),
                ("interpretation_services", models.TextField(blank=True, default="")),
                ("application_process", models.TextField(blank=True, default="")),
                ("fees_description", models.TextField(blank=True, default="")),
                ("accreditations", models.TextField(blank=True, default="")),
                ("eligibility_description", models.TextField(blank=True, default="")),
                ("minimum_age", models.FloatField(null=True)),
                ("maximum_age", models.FloatField(null=True)),
                ("assured_date", models.DateField(null=True)),
                ("assurer_email", models.TextField(blank=True, default="")),
                ("alert", models.TextField(blank=True, default="")),
                ("last_modified", models.DateTimeField(db_index=True)),
                ("phones", models.JSONField(default=list)),
                ("schedules", models.JSONField(default=list)),
                ("service_areas", models.JSONField(default=list)),
                ("languages", models.JSONField(default=list)),
                ("cost_options", models.JSONField(default=list)),
                ("required_documents", models.JSONField(default=list)),
                ("contacts", models.JSONField(default=list)),
                ("attributes", models.JSONField(default=list)),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), default=list, size=None
                    ),
                ),
                ("legal_basis", models.TextField(blank=True, default="")),
                ("leistungsschluessel", models.CharField(blank=True, default="", max_length=14)),
                ("easy_description", models.TextField(blank=True, default="")),
                ("for_young_people", models.BooleanField(default=False)),
                ("online_advice", models.BooleanField(default=False)),
                ("phone_advice", models.BooleanField(default=False)),
                ("free_of_charge", models.BooleanField(null=True)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="services",
                        to="directory.organization",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ServiceAtLocation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("description", models.TextField(blank=True, default="")),
                ("contacts", models.JSONField(default=list)),
                ("phones", models.JSONField(default=list)),
                ("schedules", models.JSONField(default=list)),
                (
                    "location",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_at_locations",
                        to="directory.location",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="service_at_locations",
                        to="directory.service",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Signpost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("category", models.CharField(max_length=64)),
                ("side", models.BooleanField()),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("area", models.CharField(max_length=8)),
                (
                    "serves",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), size=None),
                ),
                ("assured_date", models.DateField(null=True)),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), size=None),
                ),
                ("wheelchair", models.BooleanField(null=True)),
                ("free", models.BooleanField(null=True)),
                ("remote", models.BooleanField()),
                ("young", models.BooleanField()),
                ("opening_hours", models.TextField()),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signposts",
                        to="directory.serviceatlocation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("organization", "Organization"), ("service", "Service")], max_length=12),
                ),
                ("subject", models.UUIDField()),
                ("number", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("content", models.JSONField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["-at"], name="directory_version_newest")],
                "constraints": [models.UniqueConstraint(fields=("kind", "subject", "number"), name="one_version")],
            },
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("location_confidential", False),
                    models.Q(
                        ("addresses", []),
                        ("description", ""),
                        ("latitude", None),
                        ("longitude", None),
                        ("name", ""),
                        ("transportation", ""),
                    ),
                    _connector="OR",
                ),
                name="confidential_is_nowhere",
            ),
        ),
        migrations.AddIndex(
            model_name="signpost",
            index=models.Index(fields=["category", "latitude", "longitude"], name="directory_signpost_where"),
        ),
    ]
