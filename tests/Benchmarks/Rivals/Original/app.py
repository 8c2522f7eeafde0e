"""What Evenkeel replaces, in its shape: Flask, SQLAlchemy for users, marshmallow for JSON, Jinja for the page."""

import os

from flask import Flask, jsonify, redirect, render_template, request
from flask_sqlalchemy import SQLAlchemy
from marshmallow import Schema, ValidationError, fields, validate
from sqlalchemy.exc import IntegrityError

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE"]
database = SQLAlchemy(app)


class User(database.Model):
    __tablename__ = "users"

    id = database.Column(database.BigInteger, primary_key=True)
    name = database.Column(database.Text, nullable=False)
    email = database.Column(database.Text, nullable=False, unique=True)
    created_at = database.Column(database.DateTime(timezone=True), server_default=database.func.now())


class UserSchema(Schema):
    id = fields.Integer(dump_only=True)
    name = fields.String(required=True, validate=validate.Length(min=1, max=100))
    email = fields.Email(required=True)
    created_at = fields.DateTime(dump_only=True)


one, many = UserSchema(), UserSchema(many=True)


def all_users():
    return User.query.order_by(User.created_at.desc()).all()


def create(values):
    user = User(**one.load(values))
    database.session.add(user)
    database.session.commit()
    return user


@app.get("/health/ready")
def ready():
    return "ready"


@app.get("/api/users")
def list_users():
    return jsonify(many.dump(all_users()))


@app.get("/api/users/<int:user_id>")
def get_user(user_id):
    user = database.session.get(User, user_id)
    return jsonify(one.dump(user)) if user else (jsonify(error="User not found"), 404)


@app.post("/api/users")
def create_user():
    try:
        return jsonify(one.dump(create(request.get_json(silent=True) or {}))), 201
    except ValidationError as error:
        return jsonify(error="Validation failed", details=error.messages), 400
    except IntegrityError:
        database.session.rollback()
        return jsonify(error="Email already exists"), 409


@app.get("/")
def page():
    return render_template("users.html", users=all_users())


@app.post("/user")
def register():
    create(request.form.to_dict())
    return redirect("/")
